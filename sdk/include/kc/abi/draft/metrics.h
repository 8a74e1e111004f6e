/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.metrics/1 (kernel): counters, gauges and histograms, read by monitoring as Prometheus
 * text (exposition format 0.0.4). */
#ifndef KC_ABI_METRICS_H
#define KC_ABI_METRICS_H

#include "../host.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef enum kc_metric_kind
    {
        KC_METRIC_COUNTER = 1, /* only grows; the name ends in _total */
        KC_METRIC_GAUGE = 2,
        KC_METRIC_HISTOGRAM = 3
    } kc_metric_kind;

    typedef struct kc_metric_spec
    {
        uint32_t size;
        kc_metric_kind kind;
        const char* name;   /* "deliveries_total": shown as kopano_<module>_deliveries_total */
        const char* help;   /* one line */
        const char* labels; /* names, blank-separated; NULL or "": none */
        /* HISTOGRAM: upper bounds of the buckets, ascending; the last, +Inf, is implied. */
        const double* bounds;
        uint32_t n_bounds;
    } kc_metric_spec;

    typedef struct kc_metric kc_metric;

    typedef struct kc_metrics
    {
        uint32_t size;
        /* A metric of the calling module. Texts are copied. KC_EEXISTS if the module has one of
         * that name, KC_EINVAL for a bad name or bounds. In create() or start(). [main] */
        kc_status (*define)(kc_kernel* k, const kc_metric_spec* spec, kc_metric** out);
        /* COUNTER: grows by `value` >= 0. GAUGE: changes by it. HISTOGRAM: observes it. One label
         * value for each label name. Label values beyond the limit of 1,000 combinations a metric
         * are counted as "other". No lock but at a combination's first use. [any] */
        void (*add)(kc_metric* metric, const kc_str* labels, uint32_t n_labels, double value);
        /* GAUGE: becomes `value`. [any] */
        void (*set)(kc_metric* metric, const kc_str* labels, uint32_t n_labels, double value);
        /* Prometheus text of the kernel and all modules: pushes kc_str pieces. [call] */
        kc_status (*render)(kc_kernel* k, kc_sink pieces);
    } kc_metrics;

#define KC_METRICS "kc.metrics/1"

#ifdef __cplusplus
}
#endif

#endif
