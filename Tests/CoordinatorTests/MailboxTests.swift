import Testing

@testable import Coordinator

@Suite struct MailboxTests {
    @Test func `messages come in order, and what came before the end is still given`() async {
        let mailbox = Mailbox<Int>(limit: 4)
        #expect(mailbox.put(1) && mailbox.put(2))
        mailbox.close()
        #expect(!mailbox.put(3))
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == 2)
        #expect(await mailbox.next() == nil)
    }

    @Test func `a full mailbox refuses`() async {
        let mailbox = Mailbox<Int>(limit: 2)
        #expect(mailbox.put(1) && mailbox.put(2) && !mailbox.put(3))
        #expect(await mailbox.next() == 1)
        #expect(mailbox.put(3))
    }

    @Test func `a cancelled consumer gets nothing and the next one gets all`() async {
        let mailbox = Mailbox<Int>(limit: 2)
        let consumer = Task { await mailbox.next() }
        consumer.cancel()
        #expect(await consumer.value == nil)
        #expect(mailbox.put(7))
        #expect(await mailbox.next() == 7)
    }

    @Test func `a waiting consumer is woken by a message and by the end`() async {
        let mailbox = Mailbox<Int>(limit: 2)
        async let first = mailbox.next()
        #expect(mailbox.put(5))
        #expect(await first == 5)
        async let second = mailbox.next()
        mailbox.close()
        #expect(await second == nil)
    }
}
