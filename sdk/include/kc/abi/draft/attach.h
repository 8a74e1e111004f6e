/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.blobstore/1: named immutable octets (files, S3, database): where attachments lie.
 * DRAFT kc.attachstore/1: single-instance attachments by content, on top of a blob store. */
#ifndef KC_ABI_ATTACH_H
#define KC_ABI_ATTACH_H

#include "sql.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_blob_upload kc_blob_upload;

    typedef struct kc_blob_info
    {
        uint32_t size;
        kc_str name;
        uint64_t octets;
        int64_t modified; /* seconds since 1970 */
    } kc_blob_info;

    typedef struct kc_blobstore
    {
        uint32_t size;
        /* A new blob, invisible until finished. [call] */
        kc_status (*begin)(void* self, kc_ctx* ctx, kc_blob_upload** out);
        kc_status (*write)(void* self, kc_ctx* ctx, kc_blob_upload* upload, kc_str octets);
        /* Durable under `name` on return (1 to 128 of [0-9a-z.-]); ends the upload whatever it
         * returns. KC_EEXISTS if there is one. [call] */
        kc_status (*commit)(void* self, kc_ctx* ctx, kc_blob_upload* upload, kc_str name);
        /* Leaves nothing. [call] */
        void (*abort)(void* self, kc_blob_upload* upload);
        /* KC_ENOTFOUND only if it is proven absent. [call] */
        kc_status (*open)(void* self, kc_ctx* ctx, kc_str name, kc_reader* out);
        /* KC_OK also if it was not there. [call] */
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_str name);
        /* Pushes a kc_blob_info for each blob, in any order. [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, kc_sink blobs);
    } kc_blobstore;

#define KC_BLOBSTORE "kc.blobstore/1"

    typedef struct kc_attach_upload kc_attach_upload;

    /* What commit() gives and refer() takes: the content's address and where its octets lie. */
    typedef struct kc_attachment
    {
        uint32_t size;
        uint8_t digest[32]; /* SHA-256 of the octets */
        uint64_t octets;
        uint64_t stored;     /* octets on the medium */
        uint64_t generation; /* tells two stored copies of one content apart */
        uint32_t encoding;   /* the attach store's own: how the octets are stored */
    } kc_attachment;

    typedef struct kc_attachstore
    {
        uint32_t size;
        kc_status (*begin)(void* self, kc_ctx* ctx, kc_attach_upload** out);
        kc_status (*write)(void* self, kc_ctx* ctx, kc_attach_upload* upload, kc_str octets);
        /* The octets are durable on return, but nothing refers to them yet: refer() within the
         * grace time or they are swept. Takes as long for known content as for new. Ends the
         * upload. [call] */
        kc_status (*commit)(void* self, kc_ctx* ctx, kc_attach_upload* upload, kc_attachment* out);
        void (*abort)(void* self, kc_attach_upload* upload);

        /* In a closure of kc.sql/1's transact(), so that the reference and what needs it are
         * written together. `owner` is the module's id, `holder` its own number; a holder may refer
         * to several. KC_EBUSY, rolled back: the grace time has passed, put the octets again. */
        kc_status (*refer)(void* self, kc_sql_tx* tx, const kc_attachment* attachment, kc_str owner,
                           kc_id holder);
        /* Drops all references of a holder. */
        kc_status (*unrefer)(void* self, kc_sql_tx* tx, kc_str owner, kc_id holder);

        /* The octets by digest (32 octets). KC_ECORRUPT at the end if they are not what they were.
         * [call] */
        kc_status (*open)(void* self, kc_ctx* ctx, kc_str digest, kc_reader* out);
        /* Removes what nothing has referred to for the configured grace time. [call] */
        kc_status (*sweep)(void* self, kc_ctx* ctx, uint64_t* freed);
    } kc_attachstore;

#define KC_ATTACHSTORE "kc.attachstore/1"

#ifdef __cplusplus
}
#endif

#endif
