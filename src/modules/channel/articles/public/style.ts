/** What articles add to the look of public pages. */
export const ARTICLE_STYLE = `
.piece,.corrections,.notes,.comments{max-width:46em;margin-inline:auto}
.piece>p{font:400 19px/1.65 var(--serif);margin:0 0 18px}
.piece .lead{margin-bottom:26px}
.piece .lead p{font-size:19px}
.lead p.when,.when{margin:10px 0 0;font:400 15px/1.5 var(--sans)!important;color:var(--ink-2)}
.piece h2{margin:34px 0 12px}
.fig{color:inherit;text-decoration:underline;text-decoration-color:var(--control);text-underline-offset:3px;text-decoration-thickness:1px;font-weight:600}
.fig sup{color:var(--cham);font:600 12px/1 var(--sans);margin-left:2px}
.piece figure{margin:28px 0}
.photo img{width:100%;height:auto;display:block;border-radius:8px;border:1px solid var(--rule)}
figcaption small{display:block;color:var(--ink-3);font-size:14px;margin-top:2px}
.quote{padding-left:20px;border-left:4px solid #d69a2d}
.quote blockquote{margin:0 0 8px;font:italic 400 22px/1.5 var(--serif)}
.untranslated{color:var(--ink-3);font:400 14px/1.5 var(--sans)}
.gone{color:var(--ink-2);font:italic 400 16px/1.5 var(--sans)!important;background:var(--sunken);padding:12px 16px;border-radius:8px}
.corrections .gone{background:none;padding:0}
.corrections small{color:var(--ink-2)}
.places ul{list-style:none;padding:0;margin:10px 0 0;columns:2;column-gap:34px}
.places li{display:flex;justify-content:space-between;gap:14px;padding:7px 0;border-bottom:1px solid var(--rule);break-inside:avoid}
.notes{border-top:2px solid var(--ink);padding-top:18px;margin-top:40px}
.notes ol{padding-left:28px;margin:0 0 14px}
.notes li{padding:5px 0 5px 4px;font-size:15px;scroll-margin-top:20px}
.notes li:target{background:var(--tint)}
.notes .def{color:var(--ink-2)}
.notes a{display:inline-block;padding:4px 0}
.comments article{border-top:1px solid var(--rule);padding:12px 0}
.comments article p{margin:0}
.comments small{color:var(--ink-2);font-size:14px}
.said{white-space:pre-line;overflow-wrap:anywhere}
.comments form{background:var(--surface);border:1px solid var(--rule);border-radius:8px;padding:18px 22px;margin-top:16px}
.comments label{display:block;font-weight:600;font-size:15px;margin-bottom:14px}
.comments input,.comments textarea{display:block;width:100%;margin-top:4px;padding:10px 12px;font:400 17px/1.5 var(--sans);color:var(--ink);background:var(--paper);border:1px solid var(--control);border-radius:6px;min-height:44px}
.comments button{font:600 16px/1 var(--sans);color:var(--surface);background:var(--cham);border:0;border-radius:6px;padding:14px 22px;min-height:44px}
.comments input:focus-visible,.comments textarea:focus-visible,.comments button:focus-visible{outline:3px solid var(--cham);outline-offset:2px}
.trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.sent,.refused{padding:12px 16px;border-radius:8px;background:var(--tint)}
.refused{background:var(--sunken);border-left:4px solid var(--gach)}
.pieces{list-style:none;padding:0;margin:0 0 40px}
.pieces li{display:grid;grid-template-columns:220px minmax(0,1fr);gap:8px 26px;padding:22px 0;border-bottom:1px solid var(--rule)}
.pieces li>div:only-child{grid-column:1/-1}
.pieces img{width:100%;aspect-ratio:5/3;object-fit:cover;border-radius:8px;border:1px solid var(--rule)}
.pieces h2{margin:0 0 6px}
.pieces p{margin:0;color:var(--ink-2);max-width:44em}
@media (max-width:640px){.places ul{columns:1}.pieces li{grid-template-columns:minmax(0,1fr)}.quote blockquote{font-size:20px}.comments form{padding:16px}}
@media print{.comments form,.comments:not(:has(article)),.crumb,.top .to{display:none}.piece{max-width:none}.notes li:target{background:none}.piece,.notes,.comments,.corrections{max-width:none}.piece>p,.piece .lead p{font-size:11.5pt;line-height:1.5;margin:0 0 7pt}.piece .lead{padding-top:8pt;margin-bottom:12pt}.piece h2{margin:14pt 0 5pt;font-size:15pt}.piece figure{margin:9pt 0}.photo img{width:auto;max-width:100%;max-height:62mm}.quote blockquote{font-size:13pt}.notes{break-inside:auto;margin-top:14pt;padding-top:9pt}.notes li{font-size:9pt;padding:1.5pt 0}.notes a{display:none}.comments article{break-inside:avoid}}
`;
