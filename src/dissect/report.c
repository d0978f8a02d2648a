#include "dissect/inside.h"

#include "report/dmarc.h"
#include "report/tls.h"

void
dissect_report(struct dissection *d, uint32_t index, struct bytes content)
{
	bool is_dmarc = report_dmarc_looks(content);
	if ((!is_dmarc && !report_tls_looks(content)) || content.len > DISSECT_REPORT_MAX)
		return;
	struct casefile_report report;
	int fault = is_dmarc ? report_dmarc_read(content, d->arena, &report) : report_tls_read(content, d->arena, &report);
	if (fault == FAULT_INPUT)
		return; /* a page or a letter that only looks so */
	if (d->c->reports.count == CASEFILE_REPORTS_MAX || fault == FAULT_LIMIT) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more reports than a case file lists"));
		return;
	}
	struct casefile_report *out = LIST_ADD(d->arena, &d->c->reports);
	if (out != NULL)
		*out = report;
}
