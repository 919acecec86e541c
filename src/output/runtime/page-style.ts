/** What a page about an incident needs beside the style of all pages. */
export const pageStyle = `
.facts-list{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.5rem 1.25rem}
.facts-list>div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:.25rem 1rem;padding:.25rem 0}
.facts-list dt{color:var(--quiet)}.facts-list dd{margin:0;overflow-wrap:anywhere}
.commands{list-style:none;padding:0;margin:0;display:grid;gap:.35rem}.commands code{background:var(--track);border-radius:.35rem;padding:.15rem .5rem}
.picture{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem}
.picture svg{display:block}.picture text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono",monospace;fill:var(--ink)}
.picture .small{font-size:12px;fill:var(--quiet)}.picture .rule{font-size:12.5px;fill:var(--critical);font-weight:600}
.picture .box{fill:var(--ground);stroke:var(--line)}.picture .hit{stroke:var(--critical);stroke-width:2}
.picture .edge{fill:none;stroke:var(--quiet);stroke-width:1.5}.picture .axis{stroke:var(--line);stroke-width:2}
.picture .dot-detection{fill:var(--critical)}.picture .dot-action{fill:var(--accent)}.picture .dot-status{fill:var(--good)}.picture .dot-note,.picture .dot-audit{fill:var(--medium)}.picture .dot-loss{fill:none;stroke:var(--medium);stroke-width:2}
table.time{margin-top:1rem}table.time td:nth-child(-n+2){white-space:nowrap;font-variant-numeric:tabular-nums}table.time td:nth-child(3){min-width:11rem}
.kind-detection td:nth-child(2){color:var(--critical);font-weight:650}.kind-action td:nth-child(2){color:var(--accent);font-weight:650}
@media (max-width:44rem){.facts-list>div{grid-template-columns:minmax(0,1fr);gap:0}}
@media print{.picture{overflow:visible}.picture svg{max-width:100%;height:auto}}
`;
