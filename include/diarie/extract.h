/* extract: inside diarie-extract. Sandbox, limits, message + document + form → one answer.
 *
 * The program is a fork server: started once, warmed up, it forks a child for each document. The
 * dialogue with `worker`, over a SOCK_STREAM socket on descriptor 3 (base/frame.c):
 *
 *   worker → server   DI_EXTRACT_ASK     payload: GVariant DI_EXTRACT_ASK_TYPE, fds: document (sealed
 *                                         memfd, read only), answer (socket, write end), parts (memfd)
 *   child  → answer   DI_EXTRACT_ANSWER  payload: JSON (below), one frame, at most DI_EXTRACT_ANSWER_MAX
 *   server → worker   DI_EXTRACT_ENDED   payload: GVariant DI_EXTRACT_ENDED_TYPE, when the child is gone
 *
 * The child writes decoded parts one after another into `parts`; the JSON says where each one lies.
 *
 * JSON: {"lasare": reader version, "slag": "meddelande"|"dokument", "format": …,
 *        "meddelande": {…} or null, "delar": [{"namn","typ","offset","storlek","sha256","text","djup","foralder"}],
 *        "rapporter": [contract objects, each with "del": index or null]} */
#pragma once

#include <diarie/form.h>
#include <diarie/message.h>

#define DI_EXTRACT_FD 3
#define DI_EXTRACT_ANSWER_MAX ((size_t)8 << 20)
#define DI_EXTRACT_PARTS_MAX ((size_t)192 << 20)
enum { DI_EXTRACT_ASK = 1, DI_EXTRACT_ANSWER = 2, DI_EXTRACT_ENDED = 3 };
#define DI_EXTRACT_ASK_TYPE "(tssx)"  /* id, file name, timezone, time of arrival (INT64_MIN: unknown) */
#define DI_EXTRACT_ENDED_TYPE "(tiu)" /* id, wait status, milliseconds of processor time */

/* limits.c: what one child may use */
#define DI_EXTRACT_CPU_S 12
#define DI_EXTRACT_WALL_MS 15000
#define DI_EXTRACT_MEMORY_BYTES ((size_t)512 << 20)

/* server.c: the life of diarie-extract; an exit status. FORMS_DIR as for di_forms_load. */
int di_extract_serve(const char *forms_dir, gboolean warm_pdf);
