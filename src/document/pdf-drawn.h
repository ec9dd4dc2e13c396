/* Straight lines, level or upright, that are drawn on a page: the borders of its tables. See pdf-cells.c for their use. */
#pragma once

#include "pdf-engine.h"

#include <GfxState.h>

#include <vector>

class Drawn
{
public:
	void begin() { rules.clear(); }
	/* What the path of STATE leaves on the page when it is stroked or filled. */
	void stroke(GfxState *state);
	void fill(GfxState *state);
	const std::vector<DiPdfRule> &lines() const { return rules; }

private:
	void add(double x0, double y0, double x1, double y1, double thick);
	void add_edges(GfxState *state, const GfxSubpath *path, double thick);

	std::vector<DiPdfRule> rules;
};
