"""How the page looks: light and dark by the reader's system, on paper and on a telephone."""

from mlops.monitoring.dashboards.panel import WIDTH

STYLE = (
    """
:root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--text:#1b1d22;--soft:#5b616d;
--rule:#e1e4e9;--good:#0b7a3e;--warning:#a85400;--critical:#c0182b;--unknown:#c9cdd4;
--c0:#2f49c9;--c1:#b4540a;--c2:#0b7a5c;--c3:#8a3fa8;--c4:#0f7fa8;--c5:#a8385c;--c6:#6b6f12;
--c7:#5b616d}
@media (prefers-color-scheme:dark){:root{--bg:#101216;--card:#181b20;--text:#eceef2;
--soft:#a2a9b5;--rule:#2b2f37;--good:#5fd08d;--warning:#f3a95c;--critical:#ff8088;
--unknown:#454b56;--c0:#8fa2ff;--c1:#f0a05a;--c2:#4fc9a0;--c3:#d596f0;--c4:#5cc6ec;--c5:#f28aac;
--c6:#cfd05a;--c7:#b3bac6}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.45 system-ui,sans-serif}
header,main{max-width:1560px;margin:0 auto;padding:20px 16px}
h1{font-size:24px;line-height:1.25;margin:0 0 6px}h2{font-size:21px;margin:36px 0 0}
h3{font-size:13px;margin:22px 0 8px;color:var(--soft);font-weight:600;grid-column:1/-1}
h4{font-size:13px;margin:0;padding-right:52px;font-weight:600;text-wrap:balance}
p{margin:2px 0 0;max-width:60em;color:var(--soft)}
nav{position:sticky;top:0;z-index:1;background:var(--bg);border-bottom:1px solid var(--rule)}
nav ul{display:flex;gap:2px 20px;max-width:1560px;margin:0 auto;padding:9px 16px;list-style:none;
overflow-x:auto;white-space:nowrap}
a{color:var(--c0)}h2{scroll-margin-top:48px}
.grid-of{display:grid;gap:10px;grid-template-columns:repeat(24,minmax(0,1fr))}
.panel{position:relative;background:var(--card);border:1px solid var(--rule);border-radius:6px;
padding:10px 12px;min-width:0;display:flex;flex-direction:column}
details{position:absolute;top:9px;right:12px;font-size:12px;color:var(--soft)}
summary{cursor:pointer;list-style:none;text-align:right;text-decoration:underline dotted}
summary::-webkit-details-marker{display:none}
details[open]{position:static;margin-top:4px}details code{display:block;margin-top:6px;
font-size:11px;overflow-wrap:anywhere;color:var(--text)}
.none{margin:auto;padding:24px 0;font-style:italic}
.chart{display:grid;grid-template:150px 18px/auto minmax(0,1fr);gap:4px 6px;
margin:14px 6px 0 0}.plot{min-height:0}
.plot svg{display:block;width:100%;height:100%;overflow:visible}
.ys{position:relative;min-width:52px}.ys span{position:absolute;right:0;transform:translateY(-50%);
font-size:11px;color:var(--soft);white-space:nowrap}
.xs{grid-column:2;position:relative}.xs span{position:absolute;transform:translateX(-50%);
font-size:11px;color:var(--soft);white-space:nowrap}
path,line{fill:none;stroke-width:1.6;vector-effect:non-scaling-stroke;stroke-linejoin:round;
stroke-linecap:round}path.dashed{stroke-dasharray:5 4}.grid{stroke:var(--rule);stroke-width:1}
.limit{stroke-dasharray:3 4;stroke-width:1.3}.limit.good{stroke:var(--good)}
.limit.warning{stroke:var(--warning)}.limit.critical{stroke:var(--critical)}
.legend{display:flex;flex-wrap:wrap;gap:1px 14px;margin:8px 0 0;padding:0;list-style:none;
font-size:12px;color:var(--soft)}.legend b{color:var(--text);font-weight:600}
.legend li{overflow-wrap:anywhere}.legend svg{width:18px;height:8px;margin-right:5px;
overflow:visible}
.tiles{display:flex;flex-wrap:wrap;gap:6px 26px;margin:8px 0 0}
.tiles dt{font-size:12px;color:var(--soft)}
.tiles dd{margin:0;font-size:21px;line-height:1.2;font-weight:600;white-space:nowrap;
font-variant-numeric:tabular-nums}
i{font-style:normal}dd i{font-size:15px}
i.good{color:var(--good)}i.warning{color:var(--warning)}i.critical{color:var(--critical)}
.limits{font-size:12px;margin-top:8px}p.good{margin-top:12px;font-size:15px;color:var(--text)}
.scroll{overflow-x:auto;margin-top:8px}
table{border-collapse:collapse;font-size:13px;width:100%}
th,td{padding:4px 14px 4px 0;text-align:left;white-space:nowrap;border-bottom:1px solid var(--rule)}
th{color:var(--soft);font-weight:500}
.strips td{width:100%}.strips td:last-child{width:auto;text-align:right;padding-right:0}
.days{display:flex;gap:1px;min-width:320px}.days span{flex:1;height:20px;border-radius:1px}
.days .good{background:var(--good)}
.days .warning{background:linear-gradient(var(--card) 35%,var(--warning) 35%)}
.days .critical{background:linear-gradient(var(--card) 65%,var(--critical) 65%)}
.days .unknown{border:1px solid var(--unknown)}
.firing{margin:8px 0 0;padding:0;list-style:none}.firing li{margin-bottom:8px}
@media (max-width:1100px){.panel{grid-column:span 12!important}
.w24,.w14{grid-column:1/-1!important}}
@media (max-width:720px){.panel{grid-column:1/-1!important}.panel+.panel{margin:0}}
@media print{nav,details{display:none}.panel{break-inside:avoid}}
"""
    + "".join(f".w{n}{{grid-column:span {n}}}" for n in range(1, WIDTH + 1))
    + "".join(f".c{n}{{stroke:var(--c{n})}}" for n in range(8))
)
