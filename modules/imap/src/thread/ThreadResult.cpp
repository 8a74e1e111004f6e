// SPDX-License-Identifier: Apache-2.0
// See ThreadResult.h.
#include "ThreadResult.h"

#include "command/SetArg.h"
#include "mailbox/MailboxView.h"

namespace kc::imap
{

void ThreadResult::complete(MailboxView& view, const std::string&)
{
    _messages.sort();
    std::vector<std::uint32_t> numbers;
    for (const ThreadMessage& message : _messages.messages())
        numbers.push_back(_numbering == Numbering::Uid ? message.uid : view.numberOf(message.uid));
    const Forest forest = _algorithm == Algorithm::References ? threadByReferences(_messages)
                                                              : threadBySubject(_messages);
    const std::string trees = forest.text(numbers);
    say("* THREAD" + (trees.empty() ? "" : " " + trees) + "\r\n");
}

} // namespace kc::imap
