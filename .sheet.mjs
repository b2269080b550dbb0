import { chromium } from 'playwright-core';
import { readFileSync, readdirSync } from 'node:fs';
const [,, dir, pattern, out, size='420'] = process.argv;
const re=new RegExp(pattern);
const files=readdirSync(dir).filter(f=>re.test(f)).sort();
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const p=await b.newPage({viewport:{width:4*(+size+8),height:300}});
await p.setContent('<body style="margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#f0f">'+files.map(f=>`<figure style="margin:0;width:${size}px;font:12px sans-serif"><img width=${size} src="data:image/png;base64,${readFileSync(dir+'/'+f).toString('base64')}"><figcaption style="background:#ff0">${f}</figcaption></figure>`).join(''));
await p.screenshot({path:out,fullPage:true}); await b.close(); console.log(files.length);
