/* Lines are drawn in every way there is: stroked one by one or as rectangles, filled as thin rectangles (Word, browsers), or as
 * a rectangle with a smaller one cut out of it. */
#include "pdf-drawn.h"

#include <algorithm>
#include <cmath>

namespace {

const double THIN = 4;        /* points: what is thicker is a surface */
const double STRAIGHT = 0.4;  /* points from end to end */
const double SHORT = 3;       /* points: corners and dots */
const size_t RULES_MAX = 4000; /* a page: with more it is a drawing */

bool
is_seen(const GfxRGB &rgb, double opacity)
{
	return opacity > 0.05 && !di_pdf_is_white(colToDbl(rgb.r), colToDbl(rgb.g), colToDbl(rgb.b));
}

struct Box {
	double x0, y0, x1, y1;
};

Box
box_of(GfxState *state, const GfxSubpath *path)
{
	Box box = {1e9, 1e9, -1e9, -1e9};

	for (int i = 0; i < path->getNumPoints(); i++) {
		double x, y;

		state->transform(path->getX(i), path->getY(i), &x, &y);
		box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x), std::max(box.y1, y)};
	}
	return box;
}

} // namespace

void
Drawn::add(double x0, double y0, double x1, double y1, double thick)
{
	double width = std::fabs(x1 - x0), height = std::fabs(y1 - y0);

	if (rules.size() >= RULES_MAX || !(std::max(width, height) < 1e5) || thick > THIN)
		return;
	if ((height < STRAIGHT && width > SHORT) || (width < STRAIGHT && height > SHORT))
		rules.push_back({std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)});
}

void
Drawn::add_edges(GfxState *state, const GfxSubpath *path, double thick)
{
	int n = path->getNumPoints();
	double x0, y0, x1, y1;

	for (int i = 1; i < n; i++) {
		if (path->getCurve(i) || path->getCurve(i - 1))
			continue;
		state->transform(path->getX(i - 1), path->getY(i - 1), &x0, &y0);
		state->transform(path->getX(i), path->getY(i), &x1, &y1);
		add(x0, y0, x1, y1, thick);
	}
}

void
Drawn::stroke(GfxState *state)
{
	const GfxPath *path = state->getPath();
	GfxRGB rgb;

	state->getStrokeRGB(&rgb);
	if (!is_seen(rgb, state->getStrokeOpacity()))
		return;
	for (int i = 0; i < path->getNumSubpaths(); i++)
		add_edges(state, path->getSubpath(i), state->getTransformedLineWidth());
}

void
Drawn::fill(GfxState *state)
{
	const GfxPath *path = state->getPath();
	GfxRGB rgb;

	state->getFillRGB(&rgb);
	if (!is_seen(rgb, state->getFillOpacity()))
		return;
	for (int i = 0; i < path->getNumSubpaths(); i++) {
		const GfxSubpath *part = path->getSubpath(i);
		Box box = box_of(state, part);
		double width = box.x1 - box.x0, height = box.y1 - box.y0, x = (box.x0 + box.x1) / 2, y = (box.y0 + box.y1) / 2;

		if (height <= THIN && width > height)
			add(box.x0, y, box.x1, y, height);
		else if (width <= THIN && height > width)
			add(x, box.y0, x, box.y1, width);
		else if (path->getNumSubpaths() > 1)
			add_edges(state, part, 0);
	}
}
