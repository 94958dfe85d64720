// The site record of docs/site.md: the flash sector from which a board knows its network and its broker.

const SECTOR_SIZE = 4096;
const CONTENT_OFFSET = 64;

const encoder = new TextEncoder();

// What is wrong with a network, or nothing.
export function fault({ ssid, psk, host, port, user, password }) {
  if (!ssid) return "The Wi-Fi network needs a name.";
  if (size(ssid) > 32) return "The name of a Wi-Fi network has at most 32 bytes; umlauts and emoji take more than one.";
  if (ssid.includes("\0")) return "The name of the Wi-Fi network has a character that cannot be typed.";
  if (!/^([ -~]{8,63}|[0-9A-Fa-f]{64})?$/.test(psk)) {
    return "A Wi-Fi password has 8 to 63 letters, digits and signs without umlauts.";
  }
  if (!/^[A-Za-z0-9._-]{0,64}$/.test(host)) return "The broker is a name or an IP address, without mqtt:// and without the port.";
  if (!/^[0-9]{1,5}$/.test(port) || port < 1 || port > 65535) return "The port is a number from 1 to 65535.";
  if (size(user) > 32) return "The user name at the broker has at most 32 bytes.";
  if (size(password) > 64) return "The password at the broker has at most 64 bytes.";
  if (/[\x00-\x1f\x7f]/.test(user + password)) return "User name and password have a character that cannot be typed.";
  return "";
}

// The sector with one network, as bytes.
export function siteSector({ ssid, psk, host, port, user, password }) {
  const content = new Uint8Array([
    0, // the slot to begin with
    0, // no options
    1, // the first slot is taken
    ...text(ssid),
    ...text(psk),
    ...text(host),
    port & 0xff,
    port >> 8,
    ...text(user),
    ...text(password),
    0, // the second slot is free
  ]);
  const sector = new Uint8Array(SECTOR_SIZE).fill(0xff);
  const header = new DataView(sector.buffer);
  sector.set(encoder.encode("IMS1"));
  header.setUint32(4, 1, true);
  header.setUint32(8, content.length, true);
  header.setUint32(12, crc32(content), true);
  header.setUint32(16, crc32(sector.subarray(0, 16)), true);
  sector.set(content, CONTENT_OFFSET);
  return sector;
}

function size(value) {
  return encoder.encode(value).length;
}

function text(value) {
  return [size(value), ...encoder.encode(value)];
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
