// SPDX-License-Identifier: Apache-2.0
// Principal/set, create: all of a request in few calls of the directory, since each is a wait for
// the disk. Companies first, then users, then groups; lists last, so that the objects of a request
// may name one another.
#include "PrincipalChange.h"
#include "PrincipalLinks.h"
#include "PrincipalProperties.h"

#include <kc/user.hpp>

#include <algorithm>
#include <array>
#include <list>
#include <map>

namespace kc::jmap
{

namespace
{

/// The directory takes no more at once.
constexpr std::size_t kBatch = 1000;
constexpr std::array<std::uint32_t, 3> kOrder{kKindsOfCompanies, KC_KINDS_OF_USERS,
                                              kAllKinds & ~(kKindsOfCompanies | KC_KINDS_OF_USERS)};

struct Making
{
    std::string creationId;
    const Json* sent;
    PrincipalPatch patch;
    kc_id id = 0;
};

class Creation
{
public:
    Creation(Call& call, const Json& objects, SetAnswer& answer)
        : _call{call}, _objects{objects}, _answer{answer}
    {
    }

    void run()
    {
        for (auto object = _objects.begin(); object != _objects.end(); ++object)
            read(object.key(), *object);
        for (const std::uint32_t kinds : kOrder)
            makeAll(kinds);
        for (Making& making : _makings)
            if (making.id != 0)
                link(making);
        describe();
    }

private:
    void read(const std::string& creationId, const Json& object);
    void makeAll(std::uint32_t kinds);
    void make(const std::vector<Making*>& batch);
    void note(Making& making, const kc_new_principal_answer& outcome);
    void link(Making& making);
    void undo(Making& making, Json error);
    void describe();

    Call& _call;
    const Json& _objects;
    SetAnswer& _answer;
    std::list<Making> _makings; // those that were read without an error
};

void Creation::read(const std::string& creationId, const Json& object)
{
    Making& making = _makings.emplace_back();
    making.creationId = creationId;
    making.sent = &object;
    PrincipalPatch& patch = making.patch;
    if (object.is_object())
        readNew(_call, object, patch);
    const auto wrong = wrongLinks(_call, patch.links, &_objects);
    patch.invalid.insert(patch.invalid.end(), wrong.begin(), wrong.end());
    Json error;
    if (!object.is_object() || !patch.invalid.empty())
        error = invalidProperties(patch.invalid);
    else if (patch.adminLevel > _call.caller.adminLevel)
        error = setError("forbidden", "kc:adminLevel is above your own");
    if (error.is_null())
        return;
    _answer.notCreated[creationId] = std::move(error);
    _makings.pop_back();
}

void Creation::makeAll(std::uint32_t kinds)
{
    std::vector<Making*> batch;
    for (Making& making : _makings)
    {
        if ((kinds & KC_KIND(making.patch.kind)) == 0)
            continue;
        batch.push_back(&making);
        if (batch.size() == kBatch)
            make(std::exchange(batch, {}));
    }
    if (!batch.empty())
        make(batch);
}

void Creation::make(const std::vector<Making*>& batch)
{
    std::vector<kc_user> users;
    std::vector<kc_new_user> rows;
    for (const Making* making : batch)
        users.push_back(making->patch.user());
    for (std::size_t i = 0; i < batch.size(); ++i)
        rows.push_back({sizeof(kc_new_user), 0, &users[i], str(batch[i]->patch.password),
                        str(batch[i]->patch.passwordHash)});
    const auto take = [&](const kc_new_principal_answer& outcome)
    {
        KC_ASSERT(outcome.place < batch.size());
        note(*batch[outcome.place], outcome);
    };
    const Status status =
        _call.directory.createAll(_call.context, _call.caller.principal, newUsers(rows), take);
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the directory does not say what it made"};
}

void Creation::note(Making& making, const kc_new_principal_answer& outcome)
{
    const Status status = Status::of(outcome.status);
    if (status.ok())
    {
        making.id = outcome.id;
        _call.createdIds[making.creationId] = idText(making.id);
        _answer.created[making.creationId] = Json{{"id", idText(making.id)}};
    }
    else if (status == KC_EEXISTS)
        _answer.notCreated[making.creationId] = alreadyExists(_call, making.patch);
    else
        _answer.notCreated[making.creationId] =
            refusal(status, "create", std::string{view(outcome.why)});
}

void Creation::link(Making& making)
{
    const PrincipalPatch& patch = making.patch;
    // What was still to be made has now been made, or not.
    const auto wrong = wrongLinks(_call, patch.links, nullptr);
    if (!wrong.empty())
        return undo(making, invalidProperties(wrong));
    const LinkResult result = applyLinks(_call, making.id, patch);
    if (result.outcome != LinkOutcome::Done)
        undo(making, result.status == KC_EINVAL ? invalidProperties({result.path})
                                                : refusal(result.status, "create"));
}

/// Nobody is to find half an object.
void Creation::undo(Making& making, Json error)
{
    const Status status = _call.directory.remove(_call.context, _call.caller.principal, making.id);
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "what was made for nothing cannot be removed"};
    _call.createdIds.erase(making.creationId);
    _answer.created.erase(making.creationId);
    _answer.notCreated[making.creationId] = std::move(error);
    making.id = 0;
}

void Creation::describe()
{
    std::map<kc_id, const Making*> made;
    std::vector<kc_id> ids;
    for (const Making& making : _makings)
        if (making.id != 0)
        {
            made[making.id] = &making;
            ids.push_back(making.id);
        }
    if (ids.empty())
        return;
    const auto properties = defaultProperties(_call);
    for (const Principal& principal : getPrincipals(_call, ids))
    {
        const Making& making = *made.at(principal.id);
        _answer.created[making.creationId] =
            unsent(toJson(_call, principal, properties), *making.sent);
    }
}

} // namespace

void createPrincipals(Call& call, const Json& objects, SetAnswer& answer)
{
    Creation{call, objects, answer}.run();
}

} // namespace kc::jmap
