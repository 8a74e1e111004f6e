// SPDX-License-Identifier: Apache-2.0
// Which blobs are being read, and which may go once they are not. Shared by the store and its
// readers, since a reader may be closed after the store is.
#pragma once

#include <kc/abi/base.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

namespace kc::attachdb
{

class Readings
{
public:
    void begin(kc_id blob)
    {
        const std::lock_guard lock{_mutex};
        ++_readers[blob];
    }

    void end(kc_id blob)
    {
        const std::lock_guard lock{_mutex};
        if (--_readers[blob] == 0)
            _readers.erase(blob);
    }

    /// It has no name any more.
    void doom(kc_id blob)
    {
        const std::lock_guard lock{_mutex};
        _doomed.push_back(blob);
    }

    /// What may go now; it is forgotten here.
    std::vector<kc_id> takeUnread()
    {
        const std::lock_guard lock{_mutex};
        const auto read = std::partition(_doomed.begin(), _doomed.end(),
                                         [this](kc_id blob) { return _readers.contains(blob); });
        std::vector<kc_id> unread{read, _doomed.end()};
        _doomed.erase(read, _doomed.end());
        return unread;
    }

private:
    std::mutex _mutex; // guards the two below; a leaf
    std::map<kc_id, int> _readers;
    std::vector<kc_id> _doomed;
};

} // namespace kc::attachdb
