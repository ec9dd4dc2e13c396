/* Any bytes as the worker's answer: no crash; what is accepted keeps within its bounds. */
#include "fuzz.h"
#include <diarie/worker.h>

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	static const char parts_text[] = "hejrapport";
	g_autoptr(GBytes) input = g_bytes_new(bytes, size);
	g_autoptr(GBytes) parts = g_bytes_new_static(parts_text, sizeof parts_text - 1);
	g_autoptr(DiAnswer) answer = di_answer_parse(g_steal_pointer(&input), parts, NULL);

	for (guint i = 0; answer && i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];

		if (report->part_index >= (int)answer->parts->len)
			g_error("a report points outside the parts");
	}
	return 0;
}
