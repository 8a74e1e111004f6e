// SPDX-License-Identifier: Apache-2.0
// An attachment store in memory. Its references do not roll back, so that each is a fact that is
// set, not counted.
#pragma once

#include <kc/attach.hpp>
#include <kc/stream.hpp>

#include <map>
#include <mutex>
#include <set>
#include <string>

namespace kc::jmap::test
{

class MemoryAttachments final : public AttachStore
{
public:
    Status begin(Context&, kc_attach_upload*& out) override
    {
        out = reinterpret_cast<kc_attach_upload*>(std::make_unique<std::string>().release());
        return KC_OK;
    }

    Status write(Context&, kc_attach_upload* upload, sv octets) override
    {
        *reinterpret_cast<std::string*>(upload) += octets;
        return KC_OK;
    }

    Status commit(Context&, kc_attach_upload* upload, kc_attachment& out) override
    {
        const std::unique_ptr<std::string> octets{reinterpret_cast<std::string*>(upload)};
        const std::lock_guard lock{_mutex};
        if (failing)
            throw Fault{KC_EUNAVAIL, "the attachments' disk is full"};
        const std::string digest = digestOf(*octets);
        digest.copy(reinterpret_cast<char*>(out.digest), 32);
        out.octets = octets->size();
        out.stored = octets->size();
        content[digest] = *octets;
        return KC_OK;
    }

    void abort(kc_attach_upload* upload) noexcept override
    {
        delete reinterpret_cast<std::string*>(upload);
    }

    Status refer(kc_sql_tx*, const kc_attachment& attachment, sv owner, kc_id holder) override
    {
        KC_ASSERT(owner == "jmap");
        const std::lock_guard lock{_mutex};
        references[holder].insert(
            std::string{reinterpret_cast<const char*>(attachment.digest), 32});
        return KC_OK;
    }

    Status unrefer(kc_sql_tx*, sv owner, kc_id holder) override
    {
        KC_ASSERT(owner == "jmap");
        const std::lock_guard lock{_mutex};
        references.erase(holder);
        return KC_OK;
    }

    Status open(Context& context, sv digest, kc_reader& out) override
    {
        const std::lock_guard lock{_mutex};
        const auto found = content.find(std::string{digest});
        if (found == content.end())
            return KC_ENOTFOUND;
        out = ReadSource::release(std::make_unique<Octets>(context.host(), found->second));
        return KC_OK;
    }

    Status sweep(Context&, std::uint64_t&) override { return KC_ENOTSUP; }

    std::map<std::string, std::string> content; // by digest
    std::map<kc_id, std::set<std::string>> references;
    bool failing = false;

private:
    class Octets final : public ReadSource
    {
    public:
        Octets(const kc_host* host, std::string octets)
            : ReadSource{host}, _octets{std::move(octets)}
        {
        }

        std::size_t read(Context&, std::span<char> buffer) override
        {
            const std::size_t some = std::min<std::size_t>(buffer.size(), 1000); // short reads
            const std::size_t got = _octets.copy(buffer.data(), some, _at);
            _at += got;
            return got;
        }

        void seek(Context&, std::uint64_t offset) override
        {
            _at = std::min<std::size_t>(offset, _octets.size());
        }

        std::uint64_t length() const override { return _octets.size(); }

    private:
        std::string _octets;
        std::size_t _at = 0;
    };

    /// Different for what the tests store; that is all that is asked of it here.
    static std::string digestOf(const std::string& octets)
    {
        const std::size_t hash = std::hash<std::string>{}(octets);
        std::string digest(32, '\0');
        for (std::size_t i = 0; i < sizeof hash; ++i)
            digest[i] = static_cast<char>(hash >> (8 * i));
        return digest;
    }

    std::mutex _mutex;
};

} // namespace kc::jmap::test
