/** The look of public pages: one sheet, no script, readable on paper. */
export const STYLE = `
@font-face{font-family:'IBM Plex Sans Variable';font-weight:100 700;font-display:swap;src:url(/public/fonts/sans-latin.woff2) format('woff2');unicode-range:U+0000-00FF,U+0131,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2190-2193,U+2212}
@font-face{font-family:'IBM Plex Sans Variable';font-weight:100 700;font-display:swap;src:url(/public/fonts/sans-vietnamese.woff2) format('woff2');unicode-range:U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB}
@font-face{font-family:'Source Serif 4 Variable';font-weight:200 900;font-display:swap;src:url(/public/fonts/serif-latin.woff2) format('woff2');unicode-range:U+0000-00FF,U+0131,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2212}
@font-face{font-family:'Source Serif 4 Variable';font-weight:200 900;font-display:swap;src:url(/public/fonts/serif-vietnamese.woff2) format('woff2');unicode-range:U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB}
@font-face{font-family:'IBM Plex Sans Thai Looped';font-weight:400;font-display:swap;src:url(/public/fonts/thai.woff2) format('woff2');unicode-range:U+0E00-0E7F}
@font-face{font-family:'Noto Serif Thai Variable';font-weight:100 900;font-display:swap;src:url(/public/fonts/thai-serif.woff2) format('woff2');unicode-range:U+0E00-0E7F}
:root{color-scheme:light;--paper:#f6f1e6;--surface:#fffdf8;--sunken:#ede6d7;--ink:#20262d;--ink-2:#4a515a;--ink-3:#61656a;--rule:#dcd3c0;--control:#857a66;--cham:#264673;--deep:#1b3355;--tint:#e2e8f1;--gach:#99331f;--che:#2f6b3f;--nghe:#8a5a00;--sans:'IBM Plex Sans Variable','IBM Plex Sans Thai Looped','Noto Sans','Noto Sans Thai',system-ui,sans-serif;--serif:'Source Serif 4 Variable','Noto Serif Thai Variable','Noto Serif',Georgia,serif}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--paper:#14181d;--surface:#1c2229;--sunken:#101418;--ink:#ede8dc;--ink-2:#c0beb6;--ink-3:#a0a2a1;--rule:#353c44;--control:#7c828a;--cham:#a4c0ea;--deep:#a4c0ea;--tint:#22303f;--gach:#f0a08a;--che:#8fcf9f;--nghe:#e0b55e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 var(--sans)}
:lang(th) body,html:lang(th) body{line-height:1.7}
.top .to{min-height:44px;display:flex;align-items:center}
.weave{height:12px;background:url('data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2224%22 height=%2212%22%3E%3Crect width=%2224%22 height=%2212%22 fill=%22%23264673%22/%3E%3Cpath d=%22M0 6l6-6 6 6-6 6zM12 6l6-6 6 6-6 6z%22 fill=%22none%22 stroke=%22%23FFFDF8%22 stroke-opacity=%22.55%22/%3E%3Cpath d=%22M6 3.2L8.8 6 6 8.8 3.2 6z%22 fill=%22%23D69A2D%22/%3E%3Cpath d=%22M18 3.2L20.8 6 18 8.8 15.2 6z%22 fill=%22%23B3261E%22/%3E%3C/svg%3E') 0 0/24px 12px}
.in{max-width:1060px;margin:0 auto;padding:0 20px}
.top .in{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:center;padding-top:16px;padding-bottom:16px}
.brand{flex:1 0 170px;text-decoration:none;color:inherit;display:grid;grid-template-columns:36px minmax(0,1fr);column-gap:12px;align-items:center}
.brand img{grid-row:1/3;width:36px;height:36px}
.brand b{align-self:end}
.brand span{align-self:start}
.brand b{font:700 20px/1.2 var(--serif)}
.brand span{color:var(--ink-2);font-size:14px}
nav{display:flex;border:1px solid var(--control);border-radius:6px;overflow:hidden;background:var(--surface)}
nav a,nav b{padding:8px 14px;min-height:44px;display:flex;align-items:center;color:var(--ink-2);text-decoration:none}
nav b{background:var(--tint);color:var(--cham)}
a{color:var(--cham)}
a:focus-visible{outline:3px solid var(--cham);outline-offset:2px}
/* A pasted address or a word without an end breaks; words of tables do not. */
h1,h2,h3,p,li,figcaption,blockquote{overflow-wrap:anywhere}
h1{font:700 clamp(28px,5vw,42px)/1.25 var(--serif);margin:0 0 12px;text-wrap:balance}
h2{font:600 24px/1.35 var(--serif);margin:0 0 10px}
h3{font:600 15px/1.4 var(--sans);margin:0}
.lead{padding:26px 0 22px;border-bottom:2px solid var(--ink)}
.lead p{margin:0;color:var(--ink-2);max-width:44em}
.lead .jump{display:flex;flex-wrap:wrap;gap:0 20px;margin-top:8px}
.jump a{min-height:44px;display:flex;align-items:center}
.fig{text-decoration-thickness:1px;text-underline-offset:6px;text-decoration-color:var(--control)}
:target{scroll-margin-top:12px}
.crumb{margin:20px 0 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(180px,44%),1fr));border-bottom:1px solid var(--rule);margin-bottom:34px}
.tile{padding:18px 18px 14px 0}
.tile p{margin:4px 0 0;color:var(--ink-2)}
.tile p b{font:600 40px/1.15 var(--serif);color:var(--deep)}
.tile p b.long{font-size:clamp(21px,6.2vw,28px);white-space:nowrap}
.tile small{display:block;color:var(--ink-2);font-size:14px}
h1 .vi{font-weight:400;font-style:normal;font-size:.5em;color:var(--ink-2)}
.tile p b .vi{font-weight:400;font-style:normal;font-size:.85em;color:var(--ink-2)}
.held{font:600 20px/1.4 var(--serif)}
section{margin:0 0 38px}
.beside{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:0 34px;align-items:start}
.beside:empty{display:none}
.beside>:only-child{grid-column:1/-1}
.map figure{margin:0;background:var(--surface);border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.map svg{display:block;width:100%;height:auto;max-height:440px}
.map circle{fill:var(--cham)}
.map a:focus-visible circle,.map a:hover circle{stroke:var(--ink);stroke-width:2.5}
.map .n{fill:var(--surface);font:600 15px/1 var(--serif);text-anchor:middle}
.map .name{fill:var(--ink);font:600 13px/1 var(--sans);paint-order:stroke;stroke:var(--surface);stroke-width:4px}
.map figcaption{padding:10px 14px 12px;border-top:1px solid var(--rule)}
th small,td small{display:block;font-weight:400;font-size:14px;color:var(--ink-2)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--surface);border:1px solid var(--rule)}
th,td{text-align:start;padding:10px 14px;border-bottom:1px solid var(--rule);vertical-align:top}
thead th{font-size:14px;color:var(--ink-2);font-weight:600;border-bottom:1.5px solid var(--control)}
tbody th{font-weight:600}
.num{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
.held{color:var(--ink-2);font-style:italic;white-space:normal}
.deeds{list-style:none;margin:0;padding:0}
.deeds li{display:flex;gap:18px;padding:11px 0;border-bottom:1px solid var(--rule)}
.deeds time{flex:0 0 108px;color:var(--ink-2);font-variant-numeric:tabular-nums}
.deeds .r{display:inline}
.deeds span:not(.r,[lang]){display:block;color:var(--ink-2);font-size:15px}
.deeds .vi{color:var(--ink-2);font-size:15px}
.pl{list-style:none;margin:0;padding:0}
.pl>li{padding:11px 0;border-bottom:1px solid var(--rule)}
.pl p{margin:0}
.pl .what{display:flex;gap:10px;align-items:flex-start}
.pl .i{flex:none;width:22px;height:22px;margin-top:2px;fill:var(--nghe)}
.pl .kept .i{fill:var(--che)}
.pl .r{margin-left:auto;padding-left:12px;flex:none;text-align:right;font-variant-numeric:tabular-nums}
.src{margin:0 0 4px;color:var(--ink-2);font-size:15px}
.pl .src,.pl details{margin:2px 0 0 32px;color:var(--ink-2);font-size:15px}
.pl summary{cursor:pointer;color:var(--cham);min-height:32px;display:flex;align-items:center;width:fit-content}
.pl summary::before{content:'+';width:1em}
.pl details[open] summary::before{content:'−'}
.lead+section{margin-top:26px}
html:lang(th) .deeds time{flex-basis:170px}
.words figure{margin:0 0 18px;padding-left:18px;border-left:3px solid var(--control)}
.words blockquote{margin:0;font:italic 400 21px/1.5 var(--serif)}
figcaption{color:var(--ink-2);font-size:15px}
.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:16px}
.photos figure{margin:0;background:var(--surface);border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.photos img{width:100%;height:auto;aspect-ratio:5/3;object-fit:cover;display:block}
.photos figcaption{padding:10px 14px 12px}
.photos small{display:block;color:var(--ink-3);font-size:13px;margin-top:3px}
.corrections{background:var(--surface);border:1px solid var(--rule);border-radius:8px;padding:18px 22px}
.corrections article+article{border-top:1px solid var(--rule);padding-top:12px;margin-top:12px}
.corrections p{margin:4px 0}
.corrections s{color:var(--gach)}
.stand{color:var(--ink-2);font-size:15px;border-top:1px solid var(--rule);padding-top:14px}
.index{list-style:none;padding:0}
.index li{display:flex;flex-wrap:wrap;gap:4px 18px;align-items:baseline;padding:14px 0;border-bottom:1px solid var(--rule);font-size:19px}
footer{color:var(--ink-2);font-size:15px;padding-bottom:40px}
.ask{display:flex;flex-direction:column;gap:2px;margin:34px 0 14px;padding:18px 22px;border-radius:8px;background:#1d3557;color:#fffdf8}
.ask b{font:600 19px/1.35 var(--serif)}
@media (max-width:860px){.beside{grid-template-columns:minmax(0,1fr)}}
@media (max-width:560px){.top .in{gap:10px 14px}.brand{flex-basis:150px}table,tbody,tr,td,tbody th{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tbody tr{border-bottom:1.5px solid var(--control);padding:8px 0}tbody th,tbody td{border:0;padding:3px 14px!important}tbody td{display:flex;justify-content:space-between;gap:16px;text-align:end;white-space:normal}tbody td::before{content:attr(data-label);color:var(--ink-2);text-align:start;flex:none}.deeds li{flex-direction:column;gap:2px}.deeds time{flex:none!important}th,td{padding:9px 10px}}
@media print{details::details-content{content-visibility:visible;display:block;height:auto}summary{display:none!important}@page{size:A4;margin:18mm 16mm}h2,h3,thead{break-after:avoid}tr,li,figure{break-inside:avoid}.in{padding:0;max-width:none}body{background:#fff;font-size:11pt}.weave,nav,.jump{display:none}.tile p b{font-size:24pt}a{color:inherit;text-decoration:none}.ask{background:none;color:inherit;border:1px solid #000;break-inside:avoid;margin:12pt 0 6pt;padding:8pt 12pt}footer{padding-bottom:0;break-inside:avoid}footer p{margin:0}section{break-inside:avoid-page}}
`;
