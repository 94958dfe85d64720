// Makes the installer's page: node build.mjs PACKAGES IMAGES OUTPUT VERSION (scripts/build-installer calls it).
// IMAGES has one image per flash layout; everything that the page needs ends up in OUTPUT.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [packages, images, output, version] = process.argv.slice(2);
const { build } = await import(join(packages, "esbuild", "lib", "main.js"));

const icon = join(here, "..", "..", "custom_components", "iot_device_manager", "brand", "icon.png");

// The image begins with the boot loader, so it lies at the beginning of the flash in each layout.
const layouts = ["1m", "4m"];
const imageOffset = 0;

function manifest(layout) {
  return {
    // An update keeps the board's settings. It is one if the firmware says this name over Improv.
    name: "IoT Device Manager",
    version,
    home_assistant_domain: "iot_device_manager",
    new_install_prompt_erase: true,
    // Long enough to pull the jumper of a bare module and to reset it by hand.
    new_install_improv_wait_time: 20,
    builds: [{ chipFamily: "ESP8266", parts: [{ path: imageName(layout), offset: imageOffset }] }],
  };
}

function imageName(layout) {
  return `iot-device-manager-${layout}.bin`;
}

// The packages whose code is in the bundle, each with its licence.
function licences(inputs) {
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  return [...new Set(names)].sort().map((name) => {
    const folder = join(packages, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(join(folder, file), "utf8"))].join("\n\n");
  });
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const { metafile } = await build({
  entryPoints: [join(here, "page.js")],
  nodePaths: [packages],
  outdir: output,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  target: "es2022",
  legalComments: "none", // They are in licences.txt, whole.
  metafile: true,
});
writeFileSync(join(output, "licences.txt"), licences(Object.keys(metafile.inputs)).join(`\n\n${"-".repeat(80)}\n\n`));
writeFileSync(
  join(output, "index.html"),
  readFileSync(join(here, "index.html"), "utf8").replaceAll("VERSION", version),
);
cpSync(join(here, "style.css"), join(output, "style.css"));
cpSync(icon, join(output, "icon.png"));
for (const layout of layouts) {
  const image = join(images, imageName(layout));
  if (!existsSync(image)) throw new Error(`there is no ${image}`);
  cpSync(image, join(output, imageName(layout)));
  writeFileSync(join(output, `manifest-${layout}.json`), `${JSON.stringify(manifest(layout), null, 2)}\n`);
}
