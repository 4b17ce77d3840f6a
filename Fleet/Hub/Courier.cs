using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>Signs what the hub has to say to devices, and sends it. Thread-safe.</summary>
internal sealed class Courier(CommandSigner signer, ReceiptBook book, HubCounters counters, ILogger log)
{
    // A device takes 20 commands a second from all hubs together; with two rounds of receipts a second this is half of it.
    private const int MostRounds = 5;
    private const int AtOnce = 16;

    private readonly Lock _signing = new();

    /// <summary>Everything that is open, as far as devices may hear at once.</summary>
    public async Task SendReceiptsAsync(HubLink link, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var receipts = book.Take();
            if (receipts.Count == 0) return;
            await Parallel.ForEachAsync(receipts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, stop) =>
            {
                if (await SendAsync(link, one.Site, one.Device, CommandName.Receipt, one.Receipt, TelemetryJson.Default.ArchiveReceipt, stop).ConfigureAwait(false))
                    counters.CountReceipt();
            }).ConfigureAwait(false);
        }
    }

    public async Task<bool> SendAsync<T>(HubLink link, string site, string device, CommandName name, T arguments,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            // Set out in the order of its number: a device takes a command that a later one overtook for one that is sent again, and refuses it.
            Task<bool> sending;
            lock (_signing) sending = link.PublishAsync(signer.Sign(site, device, name, arguments, type), cancellation);
            return await sending.ConfigureAwait(false);
        }
        catch (IOException e)
        {
            HubLog.NotSent(log, $"{e.Message} Make room in Hub:Folder, or let this user write there.");
            return false;
        }
    }
}
