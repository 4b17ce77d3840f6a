using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Rig;

// A device without a camera: the outbox on disk, the publisher, and producers that append COUNT events as fast as the disk takes them. Its
// parent kills it. Told to append nothing, it ends when nothing waits, after a line with the last numbers.
if (args is not [var folder, var port, var seed, var first, var count, var cap, var journalPath])
{
    Console.Error.WriteLine("usage: SegEdge.Telemetry.Rig FOLDER PORT SEED FIRST COUNT CAP JOURNAL");
    return 2;
}

new Thread(() =>
{
    while (Console.In.Read() >= 0) { }
    Environment.Exit(3); // its parent is gone
})
{ IsBackground = true }.Start();

// Three, so that some of them share a commit.
const int producers = 3;
var workload = new Workload(int.Parse(seed, CultureInfo.InvariantCulture));
var time = new FastTime(RigDevice.TimeFactor);
using var journal = new Journal(journalPath);
await using var outbox = new SqliteOutbox(
    folder, long.Parse(cap, CultureInfo.InvariantCulture), workload.Identity, time, NullLogger<SqliteOutbox>.Instance);
var publisher = new MqttPublisher(RigDevice.Options(int.Parse(port, CultureInfo.InvariantCulture)), workload.Identity, outbox,
    RigDevice.Birth, RigDevice.Health, time, NullLogger<MqttPublisher>.Instance);
using var stop = new CancellationTokenSource();
var publishing = publisher.RunAsync(stop.Token);

var next = long.Parse(first, CultureInfo.InvariantCulture);
var end = next + long.Parse(count, CultureInfo.InvariantCulture);
await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(AppendAsync)));
if (count != "0") await Task.Delay(Timeout.Infinite);

while (outbox.Snapshot().Rows > 0) await Task.Delay(TimeSpan.FromMilliseconds(5));
var last = outbox.Snapshot();
await stop.CancelAsync();
await publishing;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"DONE {outbox.Epoch} {last.LastEventSeq} {last.LastGapSeq}"));
return 0;

async Task AppendAsync()
{
    for (var own = Interlocked.Increment(ref next) - 1; own < end; own = Interlocked.Increment(ref next) - 1)
    {
        var entry = workload.Entry(own);
        journal.Write(JournalLine.Try(own));
        var receipt = await outbox.AppendAsync(entry);
        journal.Write(JournalLine.Done(own, outbox.Epoch, receipt));
    }
}
