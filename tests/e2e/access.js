// What a page must be for everybody, asked of the browser that shows it. Returns the faults found, as sentences; run by test-access.py.
// eslint-disable-next-line no-unused-vars
function faults(root) {
	const found = [], view = root.defaultView, all = [...root.body.querySelectorAll("*")];
	const say = (what, node) => found.push(what + ": " + (node.id ? "#" + node.id : node.tagName) + " " + (node.textContent || "").trim().slice(0, 40));
	const name = (node) => node.getAttribute("aria-label") || (node.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
		.map((id) => (root.getElementById(id) || say("no such label", node) || {textContent: ""}).textContent).join(" ").trim();
	const shown = (node) => node.getClientRects().length > 0 && view.getComputedStyle(node).visibility !== "hidden";

	const light = (c) => {
		const [r, g, b] = c.match(/[\d.]+/g).slice(0, 3).map((n) => n / 255).map((n) => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
	const ground = (node) => {
		for (let at = node; at; at = at.parentElement) {
			const colour = view.getComputedStyle(at).backgroundColor;
			if (!/rgba\(.*, 0\)|transparent/.test(colour))
				return colour;
		}
		return "rgb(255, 255, 255)";
	};

	// 1.4.3: every text against what lies behind it; in a bar that is the bar
	let texts = 0;
	for (const node of all) {
		const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
		const style = view.getComputedStyle(node), in_svg = node instanceof view.SVGElement;
		if (!own || !shown(node))
			continue;
		const behind = in_svg && node.classList.contains("on") ? view.getComputedStyle(node.previousElementSibling).fill : ground(node);
		const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
		const ratio = contrast(in_svg ? style.fill : style.color, behind);
		texts++;
		if (ratio < (large ? 3 : 4.5))
			say("contrast " + ratio.toFixed(2), node);
	}
	if (texts < 10)
		found.push("only " + texts + " texts were looked at");

	// 1.3.1, 2.4.6: headings in order, one h1; tables with scopes; 3.1.1, 2.4.2: language and title
	const levels = [...root.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => +h.tagName[1]);
	if (levels[0] !== 1 || levels.filter((l) => l === 1).length !== 1 || levels.some((l, i) => i && l > levels[i - 1] + 1))
		found.push("headings " + levels.join(""));
	for (const th of root.querySelectorAll("th"))
		if (!["col", "row"].includes(th.scope) || !th.textContent.trim())
			say("header without scope or words", th);
	for (const table of root.querySelectorAll("table")) {
		const widths = new Set([...table.rows].map((row) => [...row.cells].reduce((n, cell) => n + cell.colSpan, 0)));
		if (widths.size !== 1 || !table.querySelector("th"))
			say("ragged table, or one without headers", table);
	}
	if (root.documentElement.lang !== "sv" || !root.title.trim())
		found.push("no language or title");

	// 2.4.1, 1.3.6: landmarks: one of each, named apart
	for (const tag of ["main", "header"])
		if (root.querySelectorAll(tag).length !== 1)
			found.push("not one " + tag);
	const regions = [...root.querySelectorAll("section,nav,[role=region]")].map(name);
	if (regions.some((text) => !text) || new Set(regions).size !== regions.length)
		found.push("regions without a name of their own: " + regions.filter((text, i) => !text || regions.indexOf(text) !== i).join(", "));
	for (const picture of root.querySelectorAll("svg,img"))
		if (picture.getAttribute("role") !== "img" || !name(picture))
			say("picture without a name", picture);

	// 2.4.4, 2.1.1, 2.4.7: links with words and somewhere to go; all that scrolls or leads on is reached by keys, and shows it
	for (const link of root.querySelectorAll("a")) {
		if (!link.textContent.trim() || !root.getElementById(link.getAttribute("href").slice(1)))
			say("link without words or target", link);
	}
	for (const node of all.filter(shown))
		if (node.scrollWidth > node.clientWidth + 1 && /auto|scroll/.test(view.getComputedStyle(node).overflowX) && node.tabIndex !== 0)
			say("scrolls, and no key reaches it", node);
	for (const node of root.querySelectorAll("a,[tabindex]")) {
		node.focus();
		const style = view.getComputedStyle(node);
		if (root.activeElement !== node || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 ||
			contrast(style.outlineColor, ground(node.parentElement)) < 3)
			say("focus is not seen", node);
	}
	root.activeElement.blur();

	// 1.4.10: nothing but tables and code scrolls sideways; 1.4.4, 1.4.12: nothing is cut when text grows or is spread
	const wide = (when) => {
		if (root.documentElement.scrollWidth > view.innerWidth)
			found.push("the page is wider than the window " + when + ": " + root.documentElement.scrollWidth + " > " + view.innerWidth);
		for (const node of all)
			if (node.tagName !== "SVG" && /hidden|clip/.test(view.getComputedStyle(node).overflow) && !(node instanceof view.SVGElement) &&
				node.scrollHeight > node.clientHeight + 1)
				say("text is cut " + when, node);
	};
	wide("as it is");
	root.documentElement.style.fontSize = "200%";
	wide("with text twice as large");
	root.documentElement.style.fontSize = "";
	const spread = root.createElement("style");
	spread.textContent = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }";
	root.head.append(spread);
	wide("with text spread");
	spread.remove();
	return found;
}
