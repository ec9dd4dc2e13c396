/* When a person is asked before the first letter of all; pure. */
#include <diarie/daemon.h>

gboolean
di_approval_is_asked(DiApprove setting, gboolean is_service, gboolean is_rehearsal)
{
	switch (setting) {
	case DI_APPROVE_YES:
		return TRUE;
	case DI_APPROVE_NO:
		return FALSE;
	case DI_APPROVE_USUAL:
		break;
	}
	return is_service && !is_rehearsal;
}
