// SPDX-License-Identifier: Apache-2.0
// A blob store in memory that can fail: at the nth call from now, once, or from now on.
#pragma once

#include "Generation.h"

#include <kc/attach.hpp>

#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <set>

struct kc_blob_upload
{
    std::string octets;
};

namespace kc::sis::test
{

/// The test's own time.
inline Milliseconds now{1'800'000'000'000};

inline Milliseconds testClock()
{
    return now;
}

class MemoryBlobs final : public BlobStore
{
public:
    class Source final : public ReadSource
    {
    public:
        Source(const kc_host* host, std::string octets)
            : ReadSource{host}, _octets{std::move(octets)}
        {
        }

        std::size_t read(Context&, std::span<char> buffer) override
        {
            const sv rest = sv{_octets}.substr(std::min(_position, _octets.size()));
            // Short reads are legal: a prime number finds who does not expect them.
            const std::size_t n =
                rest.copy(buffer.data(), std::min<std::size_t>(buffer.size(), 6151));
            _position += n;
            return n;
        }

        void seek(Context&, std::uint64_t offset) override { _position = offset; }

        std::uint64_t length() const override { return _octets.size(); }

    private:
        std::string _octets;
        std::size_t _position = 0;
    };

    Status begin(Context&, kc_blob_upload*& out) override
    {
        step();
        out = std::make_unique<kc_blob_upload>().release();
        ++uploads;
        return KC_OK;
    }

    Status write(Context&, kc_blob_upload* upload, sv octets) override
    {
        step();
        upload->octets += octets;
        return KC_OK;
    }

    Status commit(Context&, kc_blob_upload* upload, sv name) override
    {
        const std::unique_ptr<kc_blob_upload> ending{upload};
        --uploads;
        step();
        if (!isName(name))
            return KC_EINVAL;
        const std::lock_guard lock{_mutex};
        ++commits;
        modified.emplace(name, now);
        return blobs.emplace(name, upload->octets).second ? KC_OK : KC_EEXISTS;
    }

    void abort(kc_blob_upload* upload) noexcept override
    {
        const std::unique_ptr<kc_blob_upload> ending{upload};
        --uploads;
    }

    Status open(Context&, sv name, kc_reader& out) override
    {
        step();
        const std::lock_guard lock{_mutex};
        const auto found = blobs.find(std::string{name});
        if (found == blobs.end())
            return KC_ENOTFOUND;
        out = ReadSource::release(std::make_unique<Source>(serviceHost, found->second));
        return KC_OK;
    }

    Status remove(Context&, sv name) override
    {
        step();
        if (!isName(name))
            return KC_EINVAL;
        const std::lock_guard lock{_mutex};
        blobs.erase(std::string{name});
        return KC_OK;
    }

    Status list(Context&, Sink<kc_blob_info> sink) override
    {
        step();
        std::map<std::string, std::string> copy;
        std::map<std::string, Milliseconds> times;
        {
            const std::lock_guard lock{_mutex};
            copy = blobs;
            times = modified;
        }
        for (const auto& [name, octets] : copy)
            if (!sink(kc_blob_info{sizeof(kc_blob_info), str(name), octets.size(),
                                   times.at(name).count() / 1000}))
                break;
        return KC_OK;
    }

    /// Octets of all blobs together.
    std::size_t size() const
    {
        std::size_t sum = 0;
        for (const auto& [name, octets] : blobs)
            sum += octets.size();
        return sum;
    }

    std::map<std::string, std::string> blobs;
    std::map<std::string, Milliseconds> modified;
    std::atomic<int> uploads{0}; // begun and not ended
    std::atomic<int> commits{0};
    int failAt = std::numeric_limits<int>::max(); // counts down; 0 fails
    std::atomic<bool> isBroken{false};

private:
    static bool isName(sv name)
    {
        return !name.empty() && name.size() <= 128 && name != "." && name != ".." &&
               name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.-") == sv::npos;
    }

    void step()
    {
        const std::lock_guard lock{_mutex};
        if (failAt-- == 0 || isBroken)
            throw Fault{KC_EUNAVAIL, "the test's blob store fails"};
    }

    std::mutex _mutex; // guards all of the above
};

} // namespace kc::sis::test
