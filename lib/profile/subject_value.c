/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "profile/subject_value.h"

/* Characters of UTF-8: the octets that do not continue one. */
size_t
subject_value_length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

size_t
subject_value_max(enum subject_attribute attribute)
{
	switch (attribute) {
	case SUBJECT_COUNTRY: return 2;
	case SUBJECT_POSTAL_CODE: return 40;
	case SUBJECT_ORGANIZATION:
	case SUBJECT_ORGANIZATIONAL_UNIT: return 64;
	default: return 128;
	}
}

/* ISO 3166-1 alpha-2, and XX (none) of the Baseline Requirements. */
static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI "
    "BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN "
    "CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS XX YE YT ZA ZM ZW ";

bool
country_is_code(const char *c)
{
	size_t i;

	if (strlen(c) != 2)
		return false;
	for (i = 0; i + 2 < sizeof(countries); i += 3)
		if (memcmp(countries + i, c, 2) == 0)
			return true;
	return false;
}

const char *
country_meant(const char *c, char upper[3])
{
	static const struct {
		const char *wrong;
		const char *right;
	} table[] = {{"UK", "GB"}, {"EN", "GB"}, {"GBR", "GB"},
	    {"England", "GB"}, {"United Kingdom", "GB"}, {"USA", "US"},
	    {"United States", "US"}, {"DEU", "DE"}, {"GER", "DE"},
	    {"Germany", "DE"}, {"Deutschland", "DE"}, {"AUT", "AT"},
	    {"Austria", "AT"}, {"CHE", "CH"}, {"Switzerland", "CH"},
	    {"FRA", "FR"}, {"France", "FR"}, {"NLD", "NL"}, {"CAN", "CA"},
	    {"AUS", "AU"}, {"JPN", "JP"}, {"Japan", "JP"}};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (text_casecmp(c, table[i].wrong) == 0)
			return table[i].right;
	if (strlen(c) != 2)
		return NULL;
	for (i = 0; i < 2; i++)
		upper[i] = c[i] >= 'a' && c[i] <= 'z' ? (char)(c[i] - 'a' + 'A')
						      : c[i];
	upper[2] = '\0';
	return country_is_code(upper) ? upper : NULL;
}

bool
country_has_form(const char *c)
{
	return strlen(c) == 2 && c[0] >= 'A' && c[0] <= 'Z' && c[1] >= 'A' &&
	       c[1] <= 'Z';
}
