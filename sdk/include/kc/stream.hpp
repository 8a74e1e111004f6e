// SPDX-License-Identifier: Apache-2.0
// Octets that are read through the boundary: Reader for who gets a stream, ReadSource for who hands
// it out.
#pragma once

#include <kc/cross.hpp>

#include <memory>
#include <span>

namespace kc::inline sdk1
{

/// A stream that was handed out through the boundary; closes it. Move-only.
class Reader
{
public:
    Reader() = default;

    explicit Reader(kc_reader raw) : _raw{raw} {}

    Reader(Reader&& other) noexcept : _raw{std::exchange(other._raw, {})} {}

    Reader& operator=(Reader&& other) noexcept
    {
        std::swap(_raw, other._raw);
        return *this;
    }

    ~Reader()
    {
        if (_raw.ops != nullptr)
            _raw.ops->close(_raw.self);
    }

    std::uint64_t length() const { return _raw.ops->length(_raw.self); }

    void seek(Context& context, std::uint64_t offset)
    {
        (void)outcome(context, _raw.ops->seek(_raw.self, context.get(), offset));
    }

    /// Fills as much of `buffer` as there is; fewer octets only at the end.
    std::size_t read(Context& context, std::span<char> buffer)
    {
        std::size_t total = 0;
        while (total < buffer.size())
        {
            std::size_t got = 0;
            (void)outcome(context, _raw.ops->read(_raw.self, context.get(), buffer.data() + total,
                                                  buffer.size() - total, &got));
            if (got == 0)
                break;
            total += got;
        }
        return total;
    }

    const kc_reader& raw() const { return _raw; }

    /// For a function that fills it in.
    kc_reader* out() { return &_raw; }

private:
    kc_reader _raw{nullptr, nullptr};
};

/// What a module derives from to hand out a stream; `release(std::move(source))` makes the raw one.
class ReadSource
{
public:
    explicit ReadSource(const kc_host* host) : _host{host} {}

    virtual ~ReadSource() = default;
    /// At most buffer.size() octets, 0 at the end.
    virtual std::size_t read(Context& context, std::span<char> buffer) = 0;
    virtual void seek(Context& context, std::uint64_t offset) = 0;
    virtual std::uint64_t length() const = 0;

    /// Gives the source away: the reader's close() deletes it.
    static kc_reader release(std::unique_ptr<ReadSource> source);

private:
    const kc_host* _host;
    static ReadSource& of(void* self) { return *static_cast<ReadSource*>(self); }
};

inline kc_reader ReadSource::release(std::unique_ptr<ReadSource> source)
{
    static constexpr kc_reader_ops kOps{
        sizeof(kc_reader_ops),
        [](void* self, kc_ctx* ctx, char* buffer, std::size_t capacity, std::size_t* got)
        {
            return fence(of(self)._host, ctx,
                         [&]() -> kc_status
                         {
                             Context context{of(self)._host, ctx};
                             *got = of(self).read(context, {buffer, capacity});
                             return KC_OK;
                         });
        },
        [](void* self, kc_ctx* ctx, std::uint64_t offset)
        {
            return fence(of(self)._host, ctx,
                         [&]() -> kc_status
                         {
                             Context context{of(self)._host, ctx};
                             of(self).seek(context, offset);
                             return KC_OK;
                         });
        },
        [](void* self) { return of(self).length(); },
        [](void* self) { delete &of(self); },
    };
    return {&kOps, source.release()};
}

} // namespace kc::inline sdk1
