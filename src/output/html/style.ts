/** The page's style. Colours reach 4.5:1 against their ground in light and dark; meaning is always in words as well. */
export const style = `
:root{color-scheme:light dark;--ground:#fbfbfa;--card:#fff;--ink:#1c2024;--quiet:#5b6570;--line:#dfe3e6;--accent:#0b62c4;--track:#eceff1;
--critical:#a4133c;--high:#c2410c;--medium:#946200;--low:#3d6b99;--negligible:#66707a;--unknown:#7a3fa0;--P0:#8f0f33;--P1:#b3341b;--P2:#8a5a00;--P3:#3d6b99;--P4:#66707a;--good:#1a7f4b;--goodground:#e2f4ea;--badground:#fbe4ea;--warnground:#fdf1d7}
@media (prefers-color-scheme:dark){:root{--ground:#14171a;--card:#1c2024;--ink:#e8ebed;--quiet:#9da7b0;--line:#333a41;--accent:#7ab7ff;--track:#2a3036;
--critical:#ff7d9c;--high:#ff9b63;--medium:#f0c052;--low:#8cbcf0;--negligible:#aab4bd;--unknown:#cf9cf2;--P0:#ff7d9c;--P1:#ff9b63;--P2:#f0c052;--P3:#8cbcf0;--P4:#aab4bd;--good:#63d69a;--goodground:#15372a;--badground:#451525;--warnground:#3d3013}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,header,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.5rem;line-height:1.3;margin:.5rem 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:1.25rem 0 .5rem}
a{color:var(--accent)}
code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.quiet{color:var(--quiet)}
.lead{font-size:1.15rem;margin:.25rem 0}
.verdict{display:inline-block;font-weight:700;letter-spacing:.04em;padding:.2rem .75rem;border-radius:.4rem}
.verdict-allow{background:var(--goodground);color:var(--good)}.verdict-deny{background:var(--badground);color:var(--critical)}
.verdict-warn,.verdict-incomplete,.verdict-nothing{background:var(--warnground);color:var(--medium)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:.75rem 0;margin:1rem 0 0;border-bottom:1px solid var(--line)}
.card,.chart{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin:0}
.notice{background:var(--warnground);border-radius:.6rem;padding:.75rem 1.25rem;margin:1rem 0}
.notice h2{margin:.25rem 0}.notice ul{margin:.25rem 0;padding-left:1.25rem}
.steps{list-style:none;padding:0;margin:0 0 .75rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:.6rem}
.steps li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem 1.25rem}
.steps .first{border-color:var(--critical);border-width:2px;grid-column:1/-1}
.steps strong,.steps p{overflow-wrap:anywhere}.steps p{margin:.15rem 0}
.change{white-space:normal}.arrow{color:var(--quiet);padding:0 .35rem}
.sev{font-weight:650;white-space:nowrap}
.sev-critical,.why{color:var(--critical)}.sev-high{color:var(--high)}.sev-medium{color:var(--medium)}.sev-low{color:var(--low)}.sev-negligible{color:var(--negligible)}.sev-unknown{color:var(--unknown)}
.chips{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0;margin:.75rem 0}
.chip{border:1px solid currentColor;border-radius:.5rem;padding:.25rem .7rem;background:var(--card);display:inline-flex;gap:.35rem;align-items:baseline}
.chip b{font-size:1.15rem}.remark{color:var(--critical);font-weight:650}.aside{color:var(--quiet)}
.badge{display:inline-block;font-weight:700;font-size:.82rem;border:1px solid currentColor;border-radius:.35rem;padding:0 .4rem;white-space:nowrap}
.tier-P0{color:var(--P0)}.tier-P1{color:var(--P1)}.tier-P2{color:var(--P2)}.tier-P3{color:var(--P3)}.tier-P4{color:var(--P4)}
.badge.tier-P0,.chip.tier-P0{background:var(--P0);color:var(--card);border-color:var(--P0)}
.support{color:var(--medium);font-weight:650;margin:.25rem 0}
.number{display:inline-block;min-width:1.5rem;text-align:center;border-radius:1rem;background:var(--track);font-weight:700;font-size:.85rem}
.command code{display:block;background:var(--track);border-radius:.35rem;padding:.25rem .6rem;white-space:pre-wrap}
.place{display:block;color:var(--quiet);font-size:.85rem;overflow-wrap:anywhere}
.facts{margin:0;padding-left:1.1rem}
.stack{list-style:none;margin:0;padding:0}.stack>li{display:grid;grid-template-columns:2.2rem minmax(0,1fr) minmax(7rem,24rem);gap:.25rem 1rem;padding:.6rem 1rem;background:var(--card);border:1px solid var(--line);border-top-width:0}
.stack>li:first-child{border-top-width:1px;border-radius:.6rem .6rem 0 0}.stack>li:last-child{border-radius:0 0 .6rem .6rem}
.stack .base{border-left:4px solid var(--low)}.stack .application{border-left:4px solid var(--good)}
.stack svg{display:block;width:100%;height:12px;border-radius:6px;margin:.35rem 0}.stack details{grid-column:2/-1}
.stack ul{margin:.25rem 0;padding-left:1.1rem}
.cards{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(30rem,100%),1fr));gap:.6rem}
.cards h3{margin:0 0 .25rem;overflow-wrap:anywhere}.cards p{margin:.15rem 0}.cards dl{margin:.5rem 0 0}.cards dt{color:var(--quiet);font-size:.85rem;margin-top:.4rem}.cards dd{margin:0;overflow-wrap:anywhere}
.places{list-style:none;margin:.4rem 0;padding:0}.places li{padding:.3rem 0;border-top:1px solid var(--line)}.places li>span,.excerpt{display:block}
.excerpt,.patch{background:var(--track);border-radius:.35rem;padding:.25rem .6rem;margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.patch{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.82rem}.patch ins{text-decoration:none;border-left:3px solid var(--good);padding-left:.4rem}
.hidden-file{display:block;color:var(--high);font-weight:650;font-size:.85rem}
.gauge{display:block;width:100%;height:12px;border-radius:6px}
.counts{display:inline-flex;flex-wrap:wrap;gap:0 .8rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}
.chart figcaption{font-weight:650;margin-bottom:.5rem}
.chart dl{margin:0}.chart dl>div{display:grid;grid-template-columns:minmax(5rem,8rem) 1fr;gap:.75rem;align-items:start;margin:.3rem 0}
.chart dt{overflow-wrap:anywhere;font-size:.9rem}.chart dd{margin:0}.chart dd span{font-size:.85rem;color:var(--quiet)}
.chart svg{display:block;width:100%;height:12px;margin-top:.35rem;border-radius:6px}
.track{fill:var(--track)}.fill-critical{fill:var(--critical)}.fill-high{fill:var(--high)}.fill-medium{fill:var(--medium)}.fill-low{fill:var(--low)}.fill-negligible{fill:var(--negligible)}.fill-unknown{fill:var(--unknown)}.fill-P0{fill:var(--P0)}.fill-P1{fill:var(--P1)}.fill-P2{fill:var(--P2)}.fill-P3{fill:var(--P3)}.fill-P4{fill:var(--P4)}.fill-good{fill:var(--good)}.fill-plain{fill:var(--accent)}
.filters{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:end;margin:.75rem 0}
.filters label{display:grid;font-size:.85rem;color:var(--quiet)}.filters .tick{display:flex;gap:.4rem;align-items:center}
input,select,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.35rem .6rem}
input[type=search]{min-width:15rem}
th button{border:0;background:none;padding:0;font-weight:650;cursor:pointer;text-align:left}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
caption{text-align:left;color:var(--quiet);padding:.25rem 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{border-top:0;font-size:.85rem;color:var(--quiet)}
td.num,th.num{text-align:right}
summary{cursor:pointer}
td summary{font-weight:650;white-space:nowrap}
td:has(>details[open]){width:44%}
th{overflow-wrap:normal}td .sev,td .badge{white-space:nowrap}#findings-table td:nth-child(4),#findings-table td:nth-child(5),#findings-table td:nth-child(6){min-width:7rem}
td dl{margin:.5rem 0}td dt{color:var(--quiet);font-size:.85rem;margin-top:.4rem}td dd{margin:0;font-size:.9rem}
.tag{display:inline-block;font-size:.8rem;border:1px solid currentColor;border-radius:.3rem;padding:0 .35rem;margin:.1rem .3rem 0 0}
.accepted .sev{color:var(--quiet)}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--quiet);font-size:.9rem}
@media (max-width:44rem){
main,header,footer{padding-left:.9rem;padding-right:.9rem}
.charts,.steps{grid-template-columns:minmax(0,1fr)}
table,tbody,tr,td,caption{display:block}
thead{position:absolute;left:-999rem}
tr{border-top:1px solid var(--line);padding:.6rem .2rem}tbody tr:first-child{border-top:0}
td,td.num{border:0;padding:.12rem .6rem;text-align:left}
caption{padding:.5rem .6rem}
td summary{white-space:normal}
td[data-label]::before{content:attr(data-label) ": ";color:var(--quiet);font-size:.85rem}
tr[hidden]{display:none}
.stack>li{grid-template-columns:2rem minmax(0,1fr)}.stack>li>:nth-child(3){grid-column:1/-1}
#findings-table td:nth-child(n){min-width:0}
.filters,.filters label,input[type=search]{width:100%}
.filters .tick{width:auto}
}
@media print{.filters,nav,.skip{display:none}body{background:#fff}.card,.chart,.steps li,table{break-inside:avoid-page;border-color:#bbb}}
`;
