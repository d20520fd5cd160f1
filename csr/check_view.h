/*
 * SPDX-License-Identifier: ISC
 *
 * check_view: a check report in its formats.
 */
#ifndef CSR_CHECK_VIEW_H
#define CSR_CHECK_VIEW_H

#include "check/report.h"
#include "output.h"

NODISCARD enum sanreq_status
check_view_table(const struct output *, const struct cli *,
    const struct report *, const struct inventory *, struct error *);
/* The document of the contract: design, section 5. With -v: peers too. */
NODISCARD enum sanreq_status
check_view_json(const struct output *, const struct cli *,
    const struct report *, const struct inventory *, struct error *);
/* One row a use. */
NODISCARD enum sanreq_status
check_view_csv(const struct output *, const struct cli *, const struct report *,
    const struct inventory *, struct error *);
/* The names that clients use and the certificate lacks. */
void check_view_names(
    const struct output *, const struct report *, const struct inventory *);
NODISCARD enum sanreq_status
check_view_html(const struct output *, const struct cli *,
    const struct report *, const struct inventory *, struct error *);

#endif
