/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for a module that needs another version of a library than the kernel. */
int odd_number(void);
int odd_part_number(void);

int odd_part_number(void)
{
    return odd_number();
}
