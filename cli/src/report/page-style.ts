/** Over the style that all reports have. Colour is never all that tells two things apart. */
export const PAGE_STYLE = `
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere } h3 a { color: inherit; text-decoration: none } h3 a:hover { text-decoration: underline }
ul { padding: 0; margin: 0 } li { list-style: none } .skip { position: absolute; left: -99rem } .skip:focus { position: static }
.totals { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 } .totals div { display: flex; flex-direction: column-reverse }
.totals dd { margin: 0; font-size: 1.4rem; font-weight: 600 } .totals dt { color: var(--quiet); font-size: .9rem }
form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; padding: .75rem 0; border-block: 1px solid var(--line); position: sticky; top: 0; background: var(--back); z-index: 1 }
form[hidden], label[hidden] { display: none } label { display: flex; flex-direction: column; font-size: .85rem; color: var(--quiet) }
input, select, button { font: inherit; color: var(--text); background: var(--back); border: 1px solid var(--quiet); border-radius: 4px; padding: .3rem .5rem; min-height: 2.2rem; max-width: 16rem }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .85rem; color: var(--quiet); margin: .75rem 0 } .legend li { display: flex; gap: .4rem; align-items: center } .legend svg { width: 22px; height: 16px; overflow: visible }
.card { border-bottom: 1px solid var(--line); padding: 1rem 0; content-visibility: auto; contain-intrinsic-size: auto 13rem; scroll-margin-top: 5rem }
.title { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline } .badge { border: 1px solid; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; font-weight: 600; white-space: nowrap }
.badge.healthy { color: var(--good) } .badge.unreadable, .error { color: var(--high) } .badge.high { color: var(--high) } .badge.medium { color: var(--medium) } .badge.low { color: var(--low) }
.error { margin: .25rem 0; overflow-wrap: anywhere } .findings { margin: .25rem 0 } .findings li { overflow-wrap: anywhere }
.card dl { display: flex; flex-wrap: wrap; gap: .2rem 1.75rem; margin: .4rem 0; font-size: .9rem } .card dl div { display: flex; gap: .4rem } dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
.drawing { min-height: 98px } .time-line { display: block; background: var(--band); border-radius: 4px } .ends { display: flex; justify-content: space-between; color: var(--quiet); font-size: .8rem; line-height: 1.4 }
.window { fill: var(--text); opacity: .09 } .gap { fill: url(#hatch) } .flashback { fill: var(--good) } .now { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 3 2 }
.life.automatic { fill: var(--low); opacity: .75 } .life.manual { fill: var(--manual); opacity: .9 }
.mark { stroke: var(--band); stroke-width: 1 } .mark.automatic { fill: var(--low) } .mark.manual { fill: var(--manual) } .mark.failed { stroke: var(--high); stroke-width: 2.5; fill: none } .mark.running { stroke: var(--low); stroke-width: 2; fill: none } .mark.missed { stroke: var(--medium); stroke-width: 2; fill: none }
#hatch path { stroke: var(--high); stroke-width: 2; opacity: .55 }
.card td, .card th { white-space: nowrap } details { margin-top: .3rem } summary { cursor: pointer; width: fit-content } summary:hover { text-decoration: underline }
:root { --manual: #7a3d9a } @media (prefers-color-scheme: dark) { :root { --manual: #d6a5ee } }
@media (forced-colors: active) { .time-line { forced-color-adjust: none } }
@media (max-width: 40rem) { form { position: static } .card dl div { width: 100% } }
@media print { form, .skip, .legend { display: none } .card { content-visibility: visible; break-inside: avoid } }
`;
