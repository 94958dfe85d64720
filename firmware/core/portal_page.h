#pragma once

#include <string_view>

namespace iotdm {

// Everything that the portal says, as a template for a TemplateReader; portal_answer.cpp knows what the letters
// mean. The compiler leaves it out of the program, except for the copy that a layer puts into the flash.
constexpr std::string_view kPortalPage =
    "HTTP/1.1 $s \r\n"
    "Connection: close\r\n"
    "Cache-Control: no-store\r\n"
    "$[RLocation: http://$a/\r\nContent-Length: 0\r\n$]"
    "$[VContent-Type: text/html; charset=utf-8\r\n"
    "Content-Security-Policy: default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n$]"
    "\r\n"
    R"page($[B<!doctype html>
<html lang=en>
<meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1">
$[C<meta http-equiv=refresh content=2>
$]$[c<meta http-equiv=refresh content=3>
$]<link rel=icon href=data:,>
<title>$[FConnect this board$]$[CConnecting…$]$[DConnected$]$[XNot understood$]</title>
<style>
:root{color-scheme:light dark;--back:#eef2f6;--card:#fff;--text:#15212c;--quiet:#566472;--line:#c3ced8;--main:#0b67ab;
--on:#fff;--good:#17794a;--bad:#b3261e;--tint:#fdeceb}
@media(prefers-color-scheme:dark){:root{--back:#0f151b;--card:#19222b;--text:#e8eef3;--quiet:#9fb0be;--line:#3a4853;
--main:#5db5f2;--on:#06263d;--good:#66d69c;--bad:#ff9a91;--tint:#3a2020}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:30rem;padding:1.4rem 1rem 2.5rem;background:var(--back);color:var(--text);
font:1rem/1.45 system-ui,sans-serif;overflow-wrap:break-word}
header{display:flex;gap:.8rem;align-items:center;margin-bottom:1.1rem}
header svg{flex:none;width:2.9rem;height:2.9rem;color:var(--main)}
h1{margin:0;font-size:1.4rem;line-height:1.2}
p{margin:0}
.quiet,small{color:var(--quiet);font-size:.9rem}
.card,fieldset,details{margin:0 0 1rem;border:0;border-radius:1rem;padding:1rem;background:var(--card);
box-shadow:0 1px 3px #0002}
legend{float:left;padding:0;margin-bottom:.6rem}
legend,summary{font-size:1.05rem;font-weight:600}
a{color:var(--main)}
.again{margin-bottom:.6rem;text-align:right}
.again+*{clear:both}
.list{margin:0 -1rem}
.list label{display:flex;gap:.8rem;align-items:center;min-height:3.1rem;padding:.4rem 1rem;
border-top:1px solid var(--line);cursor:pointer}
.list span{flex:1;min-width:0}
.list svg{flex:none;width:1.25rem;height:1.25rem;color:var(--quiet)}
.list label:has(:checked){background:color-mix(in srgb,var(--main) 12%,var(--card))}
input[type=radio]{flex:none;width:1.3rem;height:1.3rem;margin:0;accent-color:var(--main)}
.list:has(#o:not(:checked))+.own{display:none}
.field{margin-top:.9rem}
.field label{display:block;font-weight:500;margin-bottom:.3rem}
.field input{width:100%;padding:.75rem .8rem;border:1px solid var(--line);border-radius:.6rem;background:var(--back);
color:inherit;font:inherit}
.field small{display:block;margin-top:.3rem}
[aria-invalid]{border:2px solid var(--bad)!important}
.error{margin-top:.4rem;color:var(--bad);font-weight:500}
.alert{background:var(--tint);border:1px solid var(--bad)}
summary{cursor:pointer;padding:.2rem 0}
summary small{display:block;font-weight:400}
button,.button{display:block;width:100%;padding:.9rem;border:0;border-radius:.8rem;background:var(--main);
color:var(--on);font:600 1.1rem system-ui,sans-serif;text-align:center;text-decoration:none;cursor:pointer}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
.middle{padding:2.2rem 1.2rem;text-align:center}
.middle p{margin-top:.9rem}
.middle svg,.ring{display:block;width:4.5rem;height:4.5rem;margin:0 auto 1.3rem}
.ring{border:.4rem solid var(--line);border-top-color:var(--main);border-radius:50%;animation:turn 1s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
@media(prefers-reduced-motion:reduce){.ring{animation-duration:6s}}
</style>
$[F<svg width=0 height=0 style=position:absolute aria-hidden=true>
<symbol id=lock viewBox="0 0 20 20"><path fill=none stroke=currentColor stroke-width=2 d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9"/><rect x=4 y=9 width=12 height=8.5 rx=2 fill=currentColor /></symbol>
<symbol id=wave viewBox="0 0 20 20"><g fill=none stroke=currentColor stroke-width=2.2 stroke-linecap=round><path d="M10 16h.01" stroke-width=3.4 /><path d="M6.5 12.3a5 5 0 0 1 7 0" style=opacity:var(--b,1) /><path d="M3 8.6a10 10 0 0 1 14 0" style=opacity:var(--c,1) /></g></symbol>
</svg>
$]<header>
<svg viewBox="0 0 48 48" aria-hidden=true><g fill=none stroke=currentColor stroke-width=3 stroke-linecap=round><rect x=10 y=10 width=28 height=28 rx=5 /><path d="M17 4v6M24 4v6M31 4v6M17 38v6M24 38v6M31 38v6M4 17h6M4 24h6M4 31h6M38 17h6M38 24h6M38 31h6"/><path d="M18.5 26a8 8 0 0 1 11 0M24 31h.01"/></g></svg>
<div><h1>$[FConnect this board$]$[CConnecting…$]$[DConnected$]$[XNot understood$]</h1><p class=quiet>Board $I</p></div>
</header>
<main>
$[F$[f<p class="card alert" role=alert>$[tOne of the texts arrived damaged. Please enter them again.$]$[SThe board could not store the settings: its memory does not work.$]$[gNot connected. See below what is wrong, and enter the passwords again.$]</p>
$]<form method=post action=/ accept-charset=utf-8 autocomplete=off>
<fieldset>
<legend>Wi-Fi</legend>
<p class=again>$[cSearching…$]$[r<a href=/?search>Search again</a>$]</p>
$[v<div class=list>
$*$[m<label><input type=radio name=pick value="$e" required$[q checked$]><span>$e</span>$[l<svg role=img aria-label="locked"><use href=#lock /></svg>$]<svg role=img $[xaria-label="strong signal"$]$[yaria-label="good signal" style=--c:.25$]$[zaria-label="weak signal" style=--b:.25;--c:.25$]><use href=#wave /></svg></label>
$]$/<label><input type=radio name=pick value="" required id=o$[j checked$]><span>Another network</span></label>
</div>
$]<div class="field own"><label for=ssid>Name of the network</label><input id=ssid name=ssid value="$n" autocapitalize=none autocorrect=off spellcheck=false$[n autofocus aria-invalid=true aria-describedby=en$]></div>
$[n<p class=error id=en>$[1Choose a network, or enter its name.$]$[2The name of a network has at most 32 characters; letters with accents and emoji count more than once.$]$[NThe board does not see this network. It needs Wi-Fi with 2.4 GHz, near enough.$]$[AThe network let the board in, but gave it no address. Restart the router, or try again.$]</p>
$]<div class=field><label for=psk>Wi-Fi password</label><input type=password id=psk name=psk autocomplete=off aria-describedby="hk$[k ek$]"$[k autofocus aria-invalid=true$]><small id=hk>$[fEnter it again. $]Leave it empty for a network without password.</small></div>
$[k<p class=error id=ek>$[3A Wi-Fi password has 8 to 63 letters, digits and signs, without accents and emoji.$]$[PThe network did not accept this password.$]</p>
$]</fieldset>
<details$[b open$]>
<summary>MQTT broker<small>Left empty, the board looks for it by itself.</small></summary>
<div class=field><label for=host>Address</label><input id=host name=host value="$h" inputmode=url autocapitalize=none autocorrect=off spellcheck=false aria-describedby="hh$[h eh$]"$[h autofocus aria-invalid=true$]><small id=hh>Such as 192.168.1.10.</small></div>
$[h<p class=error id=eh>$[4Only a name or an address fits here, without mqtt:// and with at most 64 characters.$]$[MWi-Fi works, but $[Eno broker answers at this address.$]$[-no broker was found. Enter its address; it is often that of Home Assistant.$]$]</p>
$]<div class=field><label for=port>Port</label><input id=port name=port value="$p" placeholder=1883 inputmode=numeric$[o autofocus aria-invalid=true aria-describedby=eo$]></div>
$[o<p class=error id=eo>A port is a number from 1 to 65535, nearly always 1883.</p>
$]<div class=field><label for=user>User name at the broker</label><input id=user name=user value="$u" autocapitalize=none autocorrect=off spellcheck=false$[u autofocus aria-invalid=true aria-describedby=eu$]></div>
$[u<p class=error id=eu>$[6A user name has at most 32 characters.$]$[KThe broker did not accept this user name and password.$]</p>
$]<div class=field><label for=password>Password of the broker</label><input type=password id=password name=password autocomplete=off$[w autofocus aria-invalid=true aria-describedby=ew$]></div>
$[w<p class=error id=ew>A password of the broker has at most 64 characters.</p>
$]</details>
<button>Connect</button>
</form>
$]$[C<div class="card middle" role=status><div class=ring></div><p><b>The board tries “$n”.</b></p><p class=quiet>This takes a minute at most.</p><p class=quiet>If this page stops answering, look at your phone’s Wi-Fi: when the board is connected, its own network disappears.</p></div>
$]$[D<div class="card middle" role=status><svg viewBox="0 0 48 48" aria-hidden=true><circle cx=24 cy=24 r=22 fill=var(--good) /><path d="M14 25l7 7 14-15" fill=none stroke=var(--card) stroke-width=4.5 stroke-linecap=round stroke-linejoin=round /></svg><p><b>Done. You can close this page.</b></p><p class=quiet>The board is in “$n” now. Home Assistant shows it under Settings → Devices &amp; services as discovered: $I.</p></div>
$]$[X<div class=card><p>$[GThis form came from another page, so nothing was changed.$]$[ZThe request arrived too slowly. Is the signal weak here?$]$[OAnother form arrived at the same time. Please try again.$]$[LThat was more than the board can read.$]$[YThe board did not understand what the browser sent.$]</p></div>
<a class=button href=/>Back to the form</a>
$]</main>
$])page";

}  // namespace iotdm
