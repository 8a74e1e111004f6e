// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.userbackend/1 and its companions in C++. Derive from UserBackend, UserWriter,
// UserVerifier to be a backend; UserBackendProxy and the others call the one that the configuration
// chose.
#pragma once

#include <kc/abi/draft/user.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

/// Whoever has that name, of any kind, wherever it is.
inline kc_user_query byName(sv name, std::uint32_t match)
{
    kc_user_query query{};
    query.size = sizeof query;
    query.match = match;
    query.name = str(name);
    return query;
}

/// All there are.
inline kc_user_query everybody()
{
    return byName({}, 0);
}

/// Narrows a query to one company; "": to those in none.
inline kc_user_query within(kc_user_query query, sv company)
{
    query.in_company = 1;
    query.company = str(company);
    return query;
}

/// An array whose rows may be longer than they were when this was built.
inline const kc_new_user& newUser(const kc_new_users& users, std::size_t place)
{
    const auto* const octets = reinterpret_cast<const std::byte*>(users.p);
    return *reinterpret_cast<const kc_new_user*>(octets + place * users.stride);
}

inline kc_new_users newUsers(std::span<const kc_new_user> users)
{
    return {users.data(), users.size(), sizeof(kc_new_user)};
}

class UserBackend : public Service
{
public:
    static constexpr sv kInterface = KC_USERBACKEND;

    virtual Status find(Context&, const kc_user_query& query, Sink<kc_user> users) = 0;
    /// `next` is set to arena memory (Context::keep); empty at the end.
    virtual Status list(Context&, const kc_user_query& query, sv cursor, std::uint32_t limit,
                        Sink<kc_user> users, kc_str& next) = 0;
    virtual Status related(Context&, const kc_relation_query& query, Sink<kc_user> users,
                           kc_str& next) = 0;

    static const kc_userbackend& table()
    {
        static constexpr kc_userbackend kTable{
            sizeof(kc_userbackend), Thunk<&UserBackend::find>::call,
            Thunk<&UserBackend::list>::call, Thunk<&UserBackend::related>::call};
        return kTable;
    }
};

class UserWriter : public Service
{
public:
    static constexpr sv kInterface = KC_USERWRITER;

    virtual Status create(Context&, const kc_user& user, sv password, kc_str& id) = 0;
    virtual Status update(Context&, sv id, const kc_user& user, std::uint32_t fields,
                          sv password) = 0;
    virtual Status remove(Context&, sv id) = 0;
    virtual Status relate(Context&, sv id, kc_relation relation, sv other, std::uint32_t on) = 0;
    /// One after the other, for writers that know no better way; without hashes.
    virtual Status createAll(Context& context, kc_new_users users, Sink<kc_new_user_answer> answers)
    {
        for (std::size_t i = 0; i < users.n; ++i)
        {
            const kc_new_user& each = newUser(users, i);
            kc_new_user_answer answer{sizeof answer, KC_ENOTSUP, i, {}, {}};
            if (each.password_hash.n == 0)
                answer.status = create(context, *each.user, view(each.password), answer.id).code();
            if (!answers(answer))
                break;
        }
        return KC_OK;
    }

    static const kc_userwriter& table()
    {
        static constexpr kc_userwriter kTable{sizeof(kc_userwriter),
                                              Thunk<&UserWriter::create>::call,
                                              Thunk<&UserWriter::update>::call,
                                              Thunk<&UserWriter::remove>::call,
                                              Thunk<&UserWriter::relate>::call,
                                              Thunk<&UserWriter::createAll>::call};
        return kTable;
    }
};

class UserVerifier : public Service
{
public:
    static constexpr sv kInterface = KC_USERVERIFIER;

    virtual Status verify(Context&, sv id, sv password) = 0;

    static const kc_userverifier& table()
    {
        static constexpr kc_userverifier kTable{sizeof(kc_userverifier),
                                                Thunk<&UserVerifier::verify>::call};
        return kTable;
    }
};

class UserBackendProxy final : public UserBackend, private Bound<kc_userbackend>
{
public:
    using Bound::Bound;

    Status find(Context& context, const kc_user_query& query, Sink<kc_user> users) override
    {
        return Proxy<&UserBackend::find>::call(_table->find, _self, context, query, users);
    }

    Status list(Context& context, const kc_user_query& query, sv cursor, std::uint32_t limit,
                Sink<kc_user> users, kc_str& next) override
    {
        return Proxy<&UserBackend::list>::call(_table->list, _self, context, query, cursor, limit,
                                               users, next);
    }

    Status related(Context& context, const kc_relation_query& query, Sink<kc_user> users,
                   kc_str& next) override
    {
        return Proxy<&UserBackend::related>::call(_table->related, _self, context, query, users,
                                                  next);
    }
};

class UserWriterProxy final : public UserWriter, private Bound<kc_userwriter>
{
public:
    using Bound::Bound;

    Status create(Context& context, const kc_user& user, sv password, kc_str& id) override
    {
        return Proxy<&UserWriter::create>::call(_table->create, _self, context, user, password, id);
    }

    Status update(Context& context, sv id, const kc_user& user, std::uint32_t fields,
                  sv password) override
    {
        return Proxy<&UserWriter::update>::call(_table->update, _self, context, id, user, fields,
                                                password);
    }

    Status remove(Context& context, sv id) override
    {
        return Proxy<&UserWriter::remove>::call(_table->remove, _self, context, id);
    }

    Status relate(Context& context, sv id, kc_relation relation, sv other,
                  std::uint32_t on) override
    {
        return Proxy<&UserWriter::relate>::call(_table->relate, _self, context, id, relation, other,
                                                on);
    }

    Status createAll(Context& context, kc_new_users users,
                     Sink<kc_new_user_answer> answers) override
    {
        if (!KC_HAS(_table, create_all))
            return UserWriter::createAll(context, users, answers);
        return Proxy<&UserWriter::createAll>::call(_table->create_all, _self, context, users,
                                                   answers);
    }
};

class UserVerifierProxy final : public UserVerifier, private Bound<kc_userverifier>
{
public:
    using Bound::Bound;

    Status verify(Context& context, sv id, sv password) override
    {
        return Proxy<&UserVerifier::verify>::call(_table->verify, _self, context, id, password);
    }
};

} // namespace kc::inline sdk1
