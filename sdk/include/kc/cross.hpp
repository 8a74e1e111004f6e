// SPDX-License-Identifier: Apache-2.0
// How a virtual call travels through a C function table: Thunk on the module's side, Proxy on the
// caller's, Sink for the rows that come back.
#pragma once

#include <kc/context.hpp>

#include <type_traits>

namespace kc::inline sdk1
{

/// Where rows of type Row go: wraps a callable for the callee, or the caller's sink for the module.
/// Calling it answers true for "more", false for "enough". Borrows the callable: make it in the
/// call's argument list, or from a named lambda that outlives it.
template <class Row>
class Sink
{
public:
    explicit Sink(kc_sink raw) : _raw{raw} {}

    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Sink> && std::is_invocable_v<F&, const Row&>)
        Sink(F&& f)
        : _raw{&push<std::remove_reference_t<F>>, const_cast<void*>(static_cast<const void*>(&f))}
    {
    }

    bool operator()(const Row& row) const
    {
        const kc_status status = _raw.push(_raw.arg, &row);
        if (status < 0)
            throw Fault{static_cast<kc_code>(status), "the receiver of the rows failed"};
        return status != KC_STOP;
    }

    kc_sink raw() const { return _raw; }

private:
    template <class F>
    static kc_status push(void* arg, const void* row)
    {
        return fence(nullptr, nullptr,
                     [&]() -> kc_status
                     {
                         F& f = *static_cast<F*>(arg);
                         if constexpr (std::is_same_v<std::invoke_result_t<F&, const Row&>, bool>)
                             return f(*static_cast<const Row*>(row)) ? KC_OK : KC_STOP;
                         else
                             f(*static_cast<const Row*>(row));
                         return KC_OK;
                     });
    }

    kc_sink _raw;
};

/// How a C++ parameter travels: its C type, and both directions.
template <class T>
struct Cross
{
    static_assert(std::is_trivially_copyable_v<T>, "only plain values cross the boundary");
    using abi = T;

    static T in(abi value) { return value; }

    static abi out(T value) { return value; }
};

template <>
struct Cross<sv>
{
    using abi = kc_str;

    static sv in(abi value) { return view(value); }

    static abi out(sv value) { return str(value); }
};

template <class T>
struct Cross<T&>
{
    using abi = T*;

    static T& in(abi value) { return *value; }

    static abi out(T& value) { return &value; }
};

template <class Row>
struct Cross<Sink<Row>>
{
    using abi = kc_sink;

    static Sink<Row> in(abi value) { return Sink<Row>{value}; }

    static abi out(Sink<Row> value) { return value.raw(); }
};

/// Base of every interface class: what implements one derives from it.
class Service
{
public:
    Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    virtual ~Service() = default;

    /// Set once by Module::offer().
    const kc_host* serviceHost = nullptr;
};

/// The C function that calls the virtual `Method` and lets nothing out.
template <auto Method>
struct Thunk;

template <class I, class... A, Status (I::*Method)(Context&, A...)>
struct Thunk<Method>
{
    static kc_status call(void* self, kc_ctx* ctx, typename Cross<A>::abi... args) noexcept
    {
        I& object = *static_cast<I*>(self);
        return fence(object.serviceHost, ctx,
                     [&]() -> kc_status
                     {
                         Context context{object.serviceHost, ctx};
                         return (object.*Method)(context, Cross<A>::in(args)...).code();
                     });
    }
};

/// Throws the Fault that a transient or bug status stands for; else gives the Status.
inline Status outcome(Context& context, kc_status status)
{
    if (status > -100)
        return Status::of(status);
    const kc_str text = context.host()->take_error(context.get());
    throw Fault{static_cast<kc_code>(status),
                text.n == 0 ? "no reason given" : std::string{view(text)}};
}

/// The other direction of Thunk: calls a table's function as if it were the virtual.
template <auto Method>
struct Proxy;

template <class I, class... A, Status (I::*Method)(Context&, A...)>
struct Proxy<Method>
{
    using Function = kc_status (*)(void*, kc_ctx*, typename Cross<A>::abi...);

    static Status call(Function function, void* self, Context& context, A... args)
    {
        return outcome(context, function(self, context.get(), Cross<A>::out(args)...));
    }
};

/// A table and its object, typed.
template <class Table>
class Bound
{
public:
    explicit Bound(const kc_service& service)
        : _table{static_cast<const Table*>(service.table)}, _self{service.self}
    {
    }

protected:
    const Table* _table;
    void* _self;
};

} // namespace kc::inline sdk1
