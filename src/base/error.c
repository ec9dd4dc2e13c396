/* The one table from error code to exit status. */
#include <diarie/base.h>

#include <errno.h>
#include <sysexits.h>

G_DEFINE_QUARK(diarie-error, di_error)

static const int exit_status[] = {
	[DI_ERROR_INTERNAL] = EX_SOFTWARE,
	[DI_ERROR_USAGE] = 2,
	[DI_ERROR_CONFIG] = EX_CONFIG,
	[DI_ERROR_DATA] = EX_DATAERR,
	[DI_ERROR_NOT_FOUND] = 1,
	[DI_ERROR_NO_INPUT] = EX_NOINPUT,
	[DI_ERROR_TEMPORARY] = EX_TEMPFAIL,
	[DI_ERROR_BUSY] = EX_TEMPFAIL,
	[DI_ERROR_PROTOCOL] = EX_TEMPFAIL,
	[DI_ERROR_DENIED] = EX_NOPERM,
	[DI_ERROR_IO] = EX_IOERR,
	[DI_ERROR_NEWER] = EX_CONFIG,
};

int
di_error_exit_status(const GError *error)
{
	if (!error || error->domain != DI_ERROR || error->code < 0 ||
		error->code >= (int)G_N_ELEMENTS(exit_status))
		return EX_SOFTWARE;
	return exit_status[error->code];
}

gboolean
di_error_is_temporary(const GError *error)
{
	return error && error->domain == DI_ERROR &&
		(error->code == DI_ERROR_TEMPORARY || error->code == DI_ERROR_BUSY ||
			error->code == DI_ERROR_PROTOCOL);
}

gboolean
di_error_is_waited_for(int saved_errno)
{
	return saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EROFS || saved_errno == EAGAIN || saved_errno == ENOMEM;
}

gboolean
di_error_set_errno(GError **error, int saved_errno, const char *what, const char *object)
{
	DiErrorCode code = DI_ERROR_IO;

	if (saved_errno == ENOENT || saved_errno == ENOTDIR)
		code = DI_ERROR_NO_INPUT;
	else if (saved_errno == EACCES || saved_errno == EPERM)
		code = DI_ERROR_DENIED;
	else if (di_error_is_waited_for(saved_errno))
		code = DI_ERROR_TEMPORARY;
	g_set_error(error, DI_ERROR, (gint)code, "%s '%s': %s", what, object, g_strerror(saved_errno));
	return FALSE;
}
