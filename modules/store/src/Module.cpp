// SPDX-License-Identifier: Apache-2.0
// The module: kc.store/1, kc.store.mail/1, kc.store.removals/1 and kc.stores/1 over kc.sql/1, the
// directory and, if there is one, an attachment store.
#include "MailboxService.h"
#include "MessageService.h"
#include "NightlyPurge.h"
#include "Options.h"
#include "RemovalService.h"
#include "Schema.h"
#include "StoresService.h"

#include <kc/tasks.hpp>

namespace kc::store
{

class StoreModule : public Module
{
public:
    explicit StoreModule(const Init& init) : Module{init}
    {
        offer<Store>(_mailboxes);
        offer<Mail>(_messages);
        offer<Removals>(_removals);
        offer<Stores>(_stores);
    }

    void start(Context& context) override
    {
        const Sql sql{require(KC_SQL)};
        sql.migrate(context, "store", schema());
        if (const auto service = find(KC_ATTACHSTORE))
            _attachments.emplace(*service);
        else
            log().notice("no attachment store is loaded: attachments are kept in the database");
        _directory.emplace(require(KC_DIRECTORY));
        _tables.emplace(sql, context, _attachments ? &*_attachments : nullptr, *_directory,
                        config().flag("enable_hosted_kopano"), log());
        _nightly.emplace(_tables->reclaimer, log());
        reload(context);
        _mailboxes.serve(*_tables);
        _messages.serve(*_tables);
        _removals.serve(*_tables);
        _stores.serve(*_tables);
        _purging = Tasks{*this}.every(_purge, kPurgeInterval);
        _reclaiming = Tasks{*this}.every(_reclaim, std::chrono::minutes{1});
    }

    void reload(Context&) override
    {
        _tables->attachmentMinSize =
            static_cast<std::uint64_t>(config().num("attachment_min_size"));
        _tables->rules.restrictsAdmins = config().flag("restrict_admin_permissions");
        _tables->rules.creatorsHaveAccess = config().flag("owner_auto_full_access");
        _nightly->setLifetime(config().num("softdelete_lifetime"));
    }

    void stop() override
    {
        _purging.cancel();
        _reclaiming.cancel();
    }

private:
    MailboxService _mailboxes;
    MessageService _messages;
    RemovalService _removals;
    StoresService _stores;
    std::optional<DirectoryProxy> _directory;
    std::optional<AttachStoreProxy> _attachments;
    std::optional<Tables> _tables;
    std::optional<NightlyPurge> _nightly;
    /// What a crash or a fault left of a large removal.
    Job _reclaim{*this, "store.reclaim",
                 [this](Context& context) { _tables->reclaimer.reclaim(context); }};
    Job _purge{*this, "store.purge",
               [this](Context& context) { _nightly->look(context, currentTime()); }};
    Task _reclaiming, _purging;
};

} // namespace kc::store

KC_MODULE(kc::store::StoreModule, kc::store::kOptions, .id = "store", .version = "0.1.0",
          .summary = "Mailboxes and messages in the SQL database", .select = "default",
          .provides = KC_STORE " " KC_MAIL " " KC_REMOVALS " " KC_STORES,
          .needs = KC_SQL " " KC_DIRECTORY " ?" KC_ATTACHSTORE)
