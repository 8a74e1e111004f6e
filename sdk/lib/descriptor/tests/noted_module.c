/* SPDX-License-Identifier: Apache-2.0 */
/* A module's file for tests of the readers: a note written by hand, as another language's module
 * would have it, and no code. */
#include <kc/abi/module.h>

static const char note[] __attribute__((used, retain, section(KC_NOTE_SECTION))) =
    "kcmod=1\nid=noted\nversion=1.0\nabi=1.0\nminimum=0\nprograms=server gateway\n"
    "select=option:noted_listen\nprovides=kc.x/1\nrequires=kc.y/1 ?kc.z/1\nslots=x=noted_x\n"
    "config_file=noted_more\nneeds_global=libpython3.11.so.1.0\nsummary=Has a note\n"
    "option=noted_timeout\t60s\nalias=noted_address\tnoted_listen\n";

const char* noted(void)
{
    return note;
}
