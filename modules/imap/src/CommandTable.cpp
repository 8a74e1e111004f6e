// SPDX-License-Identifier: Apache-2.0
// See CommandTable.h.
#include "CommandTable.h"

#include "wire/Ascii.h"

#include <algorithm>
#include <array>

namespace kc::imap
{

namespace
{

constexpr auto kNot = static_cast<std::uint8_t>(State::NotAuthenticated);
constexpr auto kSel = static_cast<std::uint8_t>(State::Selected);
constexpr auto kAuth =
    static_cast<std::uint8_t>(kSel | static_cast<std::uint8_t>(State::Authenticated));
constexpr auto kAny = static_cast<std::uint8_t>(kNot | kAuth);
constexpr Expunges kTell = Expunges::Tell;
constexpr Expunges kHold = Expunges::Hold;

constexpr std::array kRows{
    CommandRow{"APPEND", kAuth, kTell, cmdAppend},
    CommandRow{"AUTHENTICATE", kNot, kTell, cmdAuthenticate},
    CommandRow{"CAPABILITY", kAny, kTell, cmdCapability},
    CommandRow{"CHECK", kSel, kTell, cmdCheck},
    CommandRow{"CLOSE", kSel, kTell, cmdClose},
    CommandRow{"COMPRESS", kAuth, kTell, cmdCompress},
    CommandRow{"COPY", kSel, kTell, cmdCopy},
    CommandRow{"CREATE", kAuth, kTell, cmdCreate},
    CommandRow{"DELETE", kAuth, kTell, cmdDelete},
    CommandRow{"ENABLE", kAuth, kTell, cmdEnable},
    CommandRow{"EXAMINE", kAuth, kTell, cmdExamine},
    CommandRow{"EXPUNGE", kSel, kTell, cmdExpunge},
    CommandRow{"FETCH", kSel, kHold, cmdFetch},
    CommandRow{"GETQUOTA", kAuth, kTell, cmdGetQuota},
    CommandRow{"GETQUOTAROOT", kAuth, kTell, cmdGetQuotaRoot},
    CommandRow{"ID", kAny, kTell, cmdId},
    CommandRow{"IDLE", kAuth, kTell, cmdIdle},
    CommandRow{"LIST", kAuth, kTell, cmdList},
    CommandRow{"LOGIN", kNot, kTell, cmdLogin},
    CommandRow{"LOGOUT", kAny, kTell, cmdLogout},
    CommandRow{"LSUB", kAuth, kTell, cmdLsub},
    CommandRow{"MOVE", kSel, kTell, cmdMove},
    CommandRow{"NAMESPACE", kAuth, kTell, cmdNamespace},
    CommandRow{"NOOP", kAny, kTell, cmdNoop},
    CommandRow{"RENAME", kAuth, kTell, cmdRename},
    CommandRow{"SEARCH", kSel, kHold, cmdSearch},
    CommandRow{"SELECT", kAuth, kTell, cmdSelect},
    CommandRow{"SETQUOTA", kAuth, kTell, cmdSetQuota},
    CommandRow{"SORT", kSel, kHold, cmdSort},
    CommandRow{"STARTTLS", kNot, kTell, cmdStartTls},
    CommandRow{"STATUS", kAuth, kTell, cmdStatus},
    CommandRow{"STORE", kSel, kHold, cmdStore},
    CommandRow{"SUBSCRIBE", kAuth, kTell, cmdSubscribe},
    CommandRow{"THREAD", kSel, kHold, cmdThread},
    CommandRow{"UID COPY", kSel, kTell, cmdUidCopy},
    CommandRow{"UID EXPUNGE", kSel, kTell, cmdUidExpunge},
    CommandRow{"UID FETCH", kSel, kTell, cmdUidFetch},
    CommandRow{"UID MOVE", kSel, kTell, cmdUidMove},
    CommandRow{"UID SEARCH", kSel, kTell, cmdUidSearch},
    CommandRow{"UID SORT", kSel, kTell, cmdUidSort},
    CommandRow{"UID STORE", kSel, kTell, cmdUidStore},
    CommandRow{"UID THREAD", kSel, kTell, cmdUidThread},
    CommandRow{"UNSELECT", kSel, kTell, cmdUnselect},
    CommandRow{"UNSUBSCRIBE", kAuth, kTell, cmdUnsubscribe},
};

} // namespace

const CommandRow* findCommand(sv name)
{
    const auto found =
        std::find_if(kRows.begin(), kRows.end(),
                     [&](const CommandRow& row) { return equalsIgnoringCase(row.name, name); });
    return found == kRows.end() ? nullptr : &*found;
}

} // namespace kc::imap
