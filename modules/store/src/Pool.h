// SPDX-License-Identifier: Apache-2.0
// Objects that are costly to make and wait to be used again, as many as were ever in use at one
// time. Its mutex guards the list only; nothing is called while it is held.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace kc::store
{

/// T has trim(), which lets go of memory that a usual use does not need.
template <class T>
class Pool
{
public:
    /// One object for one use; gives it back.
    class Lease
    {
    public:
        Lease(Pool& pool, std::unique_ptr<T> object) : _pool{pool}, _object{std::move(object)} {}

        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        ~Lease()
        {
            _object->trim();
            const std::lock_guard lock{_pool._mutex};
            _pool._idle.push_back(std::move(_object));
        }

        T* operator->() const { return _object.get(); }

        T& operator*() const { return *_object; }

    private:
        Pool& _pool;
        std::unique_ptr<T> _object;
    };

    Lease lease()
    {
        std::unique_ptr<T> object = take();
        if (object == nullptr)
            object = std::make_unique<T>();
        return Lease{*this, std::move(object)};
    }

private:
    std::unique_ptr<T> take()
    {
        const std::lock_guard lock{_mutex};
        if (_idle.empty())
            return nullptr;
        std::unique_ptr<T> object = std::move(_idle.back());
        _idle.pop_back();
        return object;
    }

    std::mutex _mutex;
    std::vector<std::unique_ptr<T>> _idle;
};

} // namespace kc::store
