/* SPDX-License-Identifier: Apache-2.0 */
/* Names every type and every enum of the frozen headers, so that all of them are in the debug
 * information that abidiff compares: it sees nothing that no exported function mentions. Compiled,
 * never run. */
#include <kc/abi/module.h>

#define ROOT(type)                                                                                 \
    const type* kc_root_##type(void);                                                              \
    const type* kc_root_##type(void)                                                               \
    {                                                                                              \
        return NULL;                                                                               \
    }

ROOT(kc_str)
ROOT(kc_status)
ROOT(kc_code)
ROOT(kc_id)
ROOT(kc_ids)
ROOT(kc_value_type)
ROOT(kc_value)
ROOT(kc_sink)
ROOT(kc_ctx)
ROOT(kc_reader_ops)
ROOT(kc_reader)

ROOT(kc_option_type)
ROOT(kc_option_flag)
ROOT(kc_option)
ROOT(kc_config_entry)
ROOT(kc_config_source)
ROOT(kc_config)

ROOT(kc_kernel)
ROOT(kc_log_level)
ROOT(kc_log_field)
ROOT(kc_service)
ROOT(kc_host)

ROOT(kc_module)
ROOT(kc_module_entry_fn)
