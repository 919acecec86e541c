/** What pages about clusters have besides the common style. */
export const clusterStyle = `
.posture{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.5rem 2rem;align-items:center}

.patch del{text-decoration:none;border-left:3px solid var(--critical);padding-left:.4rem}.patch ins,.patch del{display:block}.object .patch{margin-bottom:0}
.score{margin:0;white-space:nowrap}.score b{font-size:3.2rem;line-height:1.1}
.score-good{color:var(--good)}.score-fair{color:var(--medium)}.score-poor{color:var(--critical)}.better{color:var(--good)}
.level-good{fill:var(--good)}.level-fair{fill:var(--medium)}.level-poor{fill:var(--critical)}
.scores td:nth-child(2){min-width:9rem;width:24%}
#findings-table th:nth-child(5),#findings-table td:nth-child(5){display:none}
.object{margin:.6rem 0}.object summary{overflow-wrap:anywhere}.object summary b{font-size:1.15rem}.object .unit{color:var(--quiet);font-size:.85rem}
.object table{border:0;margin-top:.5rem}.object .gauge{margin:.5rem 0}
.object td:nth-child(1){width:7rem}.object td:nth-child(3){width:28%}.object td:nth-child(4){width:30%}
.object .counts{margin-left:.6rem}
tbody th{font-weight:400}
@media (max-width:44rem){.posture{grid-template-columns:minmax(0,1fr)}tbody th{display:block;border:0;padding:.12rem .6rem}.object td:nth-child(n),.scores td:nth-child(n){width:auto;min-width:0}.object{padding:.75rem .9rem}}
`;
