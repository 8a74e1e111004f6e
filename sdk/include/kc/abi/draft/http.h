/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.http/1: modules answer HTTP requests under a path. */
#ifndef KC_ABI_HTTP_H
#define KC_ABI_HTTP_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    /* One complete request; everything borrowed for the call. */
    typedef struct kc_http_request
    {
        uint32_t size;
        kc_str method;
        kc_str prefix; /* what stands before the route in the path that was asked for, e.g.
                          "/kopano" or "" */
        kc_str path;   /* what follows the route, beginning with "/" or empty */
        kc_str query;  /* after "?", still encoded */
        kc_str content_type;
        kc_str body;
        kc_str base_url; /* scheme://host[:port], as the client sees this server */
        kc_id principal; /* who is calling; 0: nobody has been authenticated */
        kc_str login;
        uint32_t admin_level; /* of the caller; 2 for SYSTEM */
        kc_str address;       /* of the client */
    } kc_http_request;

    typedef struct kc_http_reply kc_http_reply;

    typedef struct kc_http_reply_ops
    {
        uint32_t size;
        /* Once, first. */
        void (*status)(kc_http_reply* reply, uint32_t code);
        /* Before the body. CR and LF in a value are refused (the header is left out). */
        void (*header)(kc_http_reply* reply, kc_str name, kc_str value);
        void (*body)(kc_http_reply* reply, kc_str octets);
    } kc_http_reply_ops;

    typedef struct kc_http_handler
    {
        uint32_t size;
        /* Answers one request. A failure becomes 503 (transient) or 500. [call] */
        kc_status (*handle)(void* self, kc_ctx* ctx, const kc_http_request* request,
                            const kc_http_reply_ops* ops, kc_http_reply* reply);
    } kc_http_handler;

    typedef struct kc_http
    {
        uint32_t size;
        /* Requests whose path is `route` ("/jmap") or goes on below it, under any prefix, go to the
         * handler; the longest route wins. needs_login: 401 before the handler is asked. [main], in
         * start() */
        kc_status (*route)(void* self, kc_ctx* ctx, kc_str route, uint32_t needs_login,
                           const kc_http_handler* handler, void* handler_self);
    } kc_http;

#define KC_HTTP "kc.http/1"

#ifdef __cplusplus
}
#endif

#endif
