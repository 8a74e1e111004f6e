// SPDX-License-Identifier: Apache-2.0
// Intakes that wait to be used again, as many as were ever in use at one time. Its mutex guards the
// list only; nothing is called while it is held.
#pragma once

#include "Intake.h"

#include <mutex>

namespace kc::store
{

class IntakePool
{
public:
    class Lease
    {
    public:
        Lease(IntakePool& pool, std::unique_ptr<Intake> intake)
            : _pool{pool}, _intake{std::move(intake)}
        {
        }

        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        ~Lease()
        {
            _intake->trim();
            const std::lock_guard lock{_pool._mutex};
            _pool._idle.push_back(std::move(_intake));
        }

        Intake* operator->() const
        {
            return _intake.get();
        }

        Intake& operator*() const
        {
            return *_intake;
        }

    private:
        IntakePool& _pool;
        std::unique_ptr<Intake> _intake;
    };

    Lease lease()
    {
        {
            const std::lock_guard lock{_mutex};
            if (!_idle.empty())
            {
                std::unique_ptr<Intake> intake = std::move(_idle.back());
                _idle.pop_back();
                return Lease{*this, std::move(intake)};
            }
        }
        return Lease{*this, std::make_unique<Intake>()};
    }

private:
    std::mutex _mutex;
    std::vector<std::unique_ptr<Intake>> _idle;
};

} // namespace kc::store
