/*
 * SPDX-License-Identifier: ISC
 *
 * The DN that an object would have in the directory, from what its Identity
 * says.
 */
#include "base/text.h"
#include "exchange/shell_state.h"

#define SERVERS                                                          \
	"CN=Servers,CN=Exchange Administrative Group,CN=Administrative " \
	"Groups"
#define NAME_MAX_  256 /* bytes of a name that goes into a DN */
#define NAME_PLAIN 64  /* of one that is not looked at again */

/* May it stand in a DN as it is? */
static bool
is_plain(struct bytes v, size_t i)
{
	char c = v.p[i];

	return text_is_alpha(c) || text_is_digit(c) ||
	       (c == ' ' && i != 0 && i + 1 != v.n) || c == '-' || c == '_' ||
	       c == '.' || c == '(' || c == ')' || (unsigned char)c >= 0x80;
}

bool
shell_dn_takes(struct bytes name)
{
	/* ASCII letters and digits, "-", "_", ".", "(", ")"; a bit for each */
	static const uint64_t bits[4] = {
	    UINT64_C(0x03ff630000000000), UINT64_C(0x07fffffe87fffffe), 0, 0};
	size_t i = 0;

	if (name.n == 0 || name.n > NAME_PLAIN || name.p[0] == ' ' ||
	    name.p[name.n - 1] == ' ')
		return false;
	for (; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if ((bits[c >> 6] >> (c & 63) & 1) == 0 && c != ' ')
			return false;
	}
	return true;
}

/* Appends "TYPE=value", whatever the value holds. */
static enum sanreq_status
rdn_add(struct buf *dn, struct bytes v, struct error *err)
{
	if (dn->len != 0 && buf_adds(dn, ",", err) != SANREQ_OK)
		return err->status;
	if (buf_adds(dn, "CN=", err) != SANREQ_OK)
		return err->status;
	if (v.n > NAME_MAX_)
		v.n = NAME_MAX_;
	for (size_t i = 0, n; i < v.n; i += n) {
		enum sanreq_status status;

		for (n = 0; i + n < v.n && is_plain(v, i + n);)
			n++;
		if (n != 0)
			status = buf_add(dn, v.p + i, n, err);
		else
			status =
			    buf_addf(dn, err, "\\%02X", (unsigned char)v.p[i]);
		if (status != SANREQ_OK)
			return status;
		n += n == 0;
	}
	return SANREQ_OK;
}

enum sanreq_status
shell_dn(struct exchange *x, const char *container, struct bytes name,
    struct bytes server, struct error *err)
{
	struct buf *dn = &x->text;

	buf_clear(dn);
	if (name.n != 0 && rdn_add(dn, name, err) != SANREQ_OK)
		return err->status;
	if (container != NULL &&
	    ((dn->len != 0 && buf_adds(dn, ",", err) != SANREQ_OK) ||
		buf_adds(dn, container, err) != SANREQ_OK))
		return err->status;
	if (server.n == 0)
		return SANREQ_OK;
	if (rdn_add(dn, server, err) != SANREQ_OK)
		return err->status;
	return buf_adds(dn, "," SERVERS, err);
}
