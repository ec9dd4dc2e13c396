/* seccomp: what the kernel still does for a child, and what it no longer does for the server. filter-make.c says what, and
 * was asked when diarie was built; each child only fills in its own process id. */
#include "walls.h"

#include "filter-make.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <linux/seccomp.h>

#ifdef DI_FILTER_TABLES
#include "filter-rules.h"

gboolean
di_filter_open(DiFilter *child_out, DiFilter *server_out, GError **error)
{
	(void)error;
	*child_out = (DiFilter){g_memdup2(child_rules, sizeof child_rules), G_N_ELEMENTS(child_rules)};
	*server_out = (DiFilter){g_memdup2(server_rules, sizeof server_rules), G_N_ELEMENTS(server_rules)};
	return TRUE;
}
#else
/* Built for another machine: its numbers are known only there. */
static int
make(int (*maker)(int fd), DiFilter *out)
{
	DI_AUTO_FD fd = memfd_create("diarie-filter", MFD_CLOEXEC);
	g_autoptr(GBytes) bytes = NULL;
	gsize size;
	gpointer rules;
	int failed = fd < 0 ? -errno : maker(fd);

	if (failed)
		return failed;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	bytes = di_fd_read_all(fd, (gsize)1 << 20, NULL);
	if (!bytes)
		return -EIO;
	rules = g_bytes_unref_to_data(g_steal_pointer(&bytes), &size);
	*out = (DiFilter){.rules = rules, .n = (unsigned short)(size / sizeof(struct sock_filter))};
	return 0;
}

gboolean
di_filter_open(DiFilter *child_out, DiFilter *server_out, GError **error)
{
	int failed = make(di_filter_make_child, child_out);

	if (!failed)
		failed = make(di_filter_make_server, server_out);
	if (!failed)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL,
		"cannot make the seccomp filter: %s; a kernel with CONFIG_SECCOMP_FILTER is needed", g_strerror(-failed));
	return FALSE;
}
#endif

static guint
put_own_pid(DiFilter *filter, guint32 pid)
{
	guint n = 0;

	for (guint i = 0; i < filter->n; i++) {
		if (BPF_CLASS(filter->rules[i].code) != BPF_JMP || filter->rules[i].k != DI_OWN_PID_MARK)
			continue;
		filter->rules[i].k = pid;
		n++;
	}
	return n;
}

void
di_filter_clear(DiFilter *filter)
{
	g_clear_pointer(&filter->rules, g_free);
}

gboolean
di_filter_raise(const DiFilter *filter)
{
	DiFilter own = {.rules = g_memdup2(filter->rules, filter->n * sizeof(struct sock_filter)), .n = filter->n};
	struct sock_fprog program = {.len = own.n, .filter = own.rules};
	gboolean raised;

	put_own_pid(&own, (guint32)getpid());
	raised = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
	di_filter_clear(&own);
	return raised;
}
