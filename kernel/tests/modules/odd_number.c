/* SPDX-License-Identifier: Apache-2.0 */
/* A library in two versions with the same symbol, and one that nobody finds. */
int odd_number(void);

int odd_number(void)
{
    return ODD_NUMBER;
}
