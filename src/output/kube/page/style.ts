/** What the page of the network has besides the common style. */
export const networkStyle = `
main,header,footer{max-width:none}
.stage{position:relative;border:1px solid var(--line);border-radius:.6rem;background:var(--card);overflow:hidden}
.scroll{overflow:auto}
#picture{display:block;width:100%;height:auto;min-height:16rem;max-height:min(80vh,60rem);touch-action:none;cursor:grab}
#picture.dragging{cursor:grabbing}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.75rem 0}
.tools label{display:grid;font-size:.85rem;color:var(--quiet)}
.tools .tick{display:flex;gap:.4rem;align-items:center}
.zoom{position:absolute;right:.75rem;top:.75rem;display:flex;gap:.35rem}
.zoom button{min-width:2.4rem}
.ns{fill:var(--track);stroke:var(--line)}
.ns-outside{fill:var(--warnground);stroke:var(--medium);stroke-dasharray:6 4}
.ns-name{font-family:system-ui,sans-serif;font-weight:600;fill:var(--ink)}
.ns-note{font-family:system-ui,sans-serif;fill:var(--quiet)}
.group,.box{outline:none}
.group{cursor:pointer}.group:focus-visible .ns,.group.chosen .ns{stroke:var(--accent);stroke-width:4}
.open-1{fill:var(--goodground)}.open-2{fill:var(--warnground)}.open-3{fill:var(--badground)}
.key{display:inline-block;width:1.1rem;height:.8rem;border:1px solid var(--line);border-radius:3px;margin-right:.35rem;vertical-align:middle}
.key.open-0{background:var(--track)}.key.open-1{background:var(--goodground)}.key.open-2{background:var(--warnground)}.key.open-3{background:var(--badground)}
.box rect{fill:var(--card);stroke:var(--quiet);stroke-width:1.2}
.box text{font:12px system-ui,sans-serif;fill:var(--ink)}
.box .note{font-size:10px;fill:var(--quiet)}
.box{cursor:pointer}
.box:focus-visible rect{stroke:var(--accent);stroke-width:3}
.box.exposed rect{stroke:var(--critical);stroke-width:2.2}
.box .mark{fill:var(--critical);font-weight:700;font-size:11px}
.edges path{fill:none;stroke:var(--quiet);stroke-opacity:.45}
.edges .entry{stroke:var(--critical);stroke-opacity:.65}
.focus path{fill:none;stroke-opacity:.85}
.focus .out{stroke:var(--accent)}
.focus .in{stroke:var(--good);stroke-dasharray:7 3}
.box.chosen rect{stroke:var(--accent);stroke-width:4;fill:var(--goodground)}
.dim{opacity:.16}
.has-focus .edges{opacity:.12}
.panel{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem;margin:1rem 0}
.panel ul{list-style:none;margin:0;padding:0;max-height:22rem;overflow:auto}
.panel li{padding:.2rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.panel h4{margin:.2rem 0 .5rem;font-size:.95rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.5rem 0;padding:0;font-size:.9rem;color:var(--quiet)}
.legend svg{width:34px;height:10px;vertical-align:middle;margin-right:.35rem}
.matrix{overflow:auto;max-height:80vh}
.matrix table{width:auto}
.matrix th,.matrix td{padding:.2rem .4rem;text-align:center;font-size:.8rem;border:1px solid var(--line);white-space:nowrap}
.matrix tbody th{text-align:left}
.heat-0{color:var(--quiet)}.heat-1{background:var(--goodground)}.heat-2{background:var(--warnground)}.heat-3{background:var(--badground);font-weight:650}
@media (max-width:44rem){.matrix table{display:table}.matrix tbody{display:table-row-group}.matrix tr{display:table-row}.matrix td,.matrix th{display:table-cell}.matrix thead{display:table-header-group;position:static}.tools label,.tools input{width:100%}#picture{min-width:52rem;max-height:none;touch-action:pan-x pan-y}.zoom{position:static;padding:.5rem}}
`;
