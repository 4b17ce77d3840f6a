using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MQTTnet;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>From an MQTT message to what is archived of it. Trusts nothing that it says.</summary>
internal sealed class MessageReader(TimeProvider time)
{
    // The contract aims at 4 kB for an event; 16 times that is a broken or hostile sender. A birth may have 16 kB.
    private const int MostJsonBytes = 64 * 1024;

    // Used for blobs in one piece only, of which it keeps nothing.
    private readonly BlobAssembler _check = new(time);

    /// <exception cref="TelemetryFormatException">It is not what its topic promises; the message says what was found.</exception>
    /// <param name="address">Its topic; null where that is no topic of this contract.</param>
    /// <param name="body">A copy of what the message lends; the arrival keeps it.</param>
    public HubArrival Read(TopicAddress? address, MqttApplicationMessage message, byte[] body)
    {
        if (address is null) throw new TelemetryFormatException("no topic of this contract");
        if (address.Kind != TopicKind.Blob && body.Length > MostJsonBytes)
            throw new TelemetryFormatException($"{body.Length} bytes, expected at most {MostJsonBytes}");
        var now = time.GetUtcNow();
        return address.Kind switch
        {
            TopicKind.Event => new(Event: Event(address, body, now)),
            TopicKind.Blob => new(Blob: Blob(address, message, body, now)),
            TopicKind.Gap => new(Gap: Gap(address, body, now)),
            TopicKind.Audit => new(Audit: Audit(address, body, now)),
            TopicKind.Birth => Report(address, ReportKind.Birth, body, TelemetryJson.Default.BirthMessage, now),
            TopicKind.Connection => Report(address, ReportKind.Connection, body, TelemetryJson.Default.ConnectionMessage, now),
            TopicKind.State => Report(address, ReportKind.State, body, TelemetryJson.Default.StateMessage, now),
            _ => throw new TelemetryFormatException($"a topic of kind '{address.Kind}', which is not archived"),
        };
    }

    private static ArchivedEvent Event(TopicAddress address, byte[] body, DateTimeOffset now)
    {
        var card = Parse(body, TelemetryJson.Default.EventMessage);
        // The broker's rules bind a device to its topics; a card that names another one would escape them.
        if ((card.Site, card.Device, card.Frame.Camera) != (address.Site, address.Device, address.Camera))
            throw new TelemetryFormatException($"the card is of {card.Site}/{card.Device}, camera '{card.Frame.Camera}', its topic says otherwise");
        CheckNumber(card.Epoch, card.Seq);
        if (!Topics.IsId(card.EventId)) throw new TelemetryFormatException("'eventId' is no id");
        BlobInfo[] blobs = [.. card.Blobs.Where(blob => blob.State == BlobState.Stored && IsHash(blob.Sha256)).DistinctBy(blob => blob.Sha256)];
        try
        {
            return new(FleetEvent.Of(card, now), body, [.. blobs.Select(blob => blob.Sha256!)]) { BlobKinds = [.. blobs.Select(blob => WireNames.NameOf(blob.Kind))] };
        }
        catch (JsonException e)
        {
            throw new TelemetryFormatException(e.Message, e);
        }
    }

    private ArchivedBlob Blob(TopicAddress address, MqttApplicationMessage message, byte[] body, DateTimeOffset now)
    {
        message.Payload = new(body); // else the part would hold what the receiver lends
        var part = WireProperty.ReadBlobPart(message);
        var epoch = WireProperty.Read(message, WireProperty.Epoch);
        if (!Topics.IsId(part.EventId) || !Topics.IsId(epoch)) throw new TelemetryFormatException("'event' or 'epoch' is no id");
        if (!IsHash(part.Sha256)) throw new TelemetryFormatException("'sha256' is no hash, expected 64 lower-case hexadecimal digits");
        if (part.Parts is < 1 or > BlobSplitter.MaxParts || part.Part < 1 || part.Part > part.Parts || part.Offset < 0 || (long)part.Offset + body.Length > OutboxBlob.MaxBytes)
            throw new TelemetryFormatException(string.Create(CultureInfo.InvariantCulture,
                $"part {part.Part}/{part.Parts} at {part.Offset} with {body.Length} bytes, expected up to {BlobSplitter.MaxParts} parts within {OutboxBlob.MaxBytes} bytes"));
        if (part.Parts == 1) _check.Add(part);
        return new(address.Site, address.Device, epoch, message.ContentType ?? "", part, now);
    }

    private static ArchivedGap Gap(TopicAddress address, byte[] body, DateTimeOffset now)
    {
        var gap = Parse(body, TelemetryJson.Default.GapMessage);
        CheckNumber(gap.Epoch, gap.Seq);
        if (gap.LostEpoch is not null && !Topics.IsId(gap.LostEpoch)) throw new TelemetryFormatException("'lostEpoch' is no id");
        if (gap.Ranges.Any(range => range.From < 1 || range.To < range.From)) throw new TelemetryFormatException("'ranges' has one that is not [from, to] with 1 <= from <= to");
        return new(address.Site, address.Device, gap, body, now);
    }

    private static ArchivedAudit Audit(TopicAddress address, byte[] body, DateTimeOffset now)
    {
        var record = AuditRecord.Read(body).Message;
        CheckNumber(record.Epoch, record.Seq);
        if (!IsHash(record.PrevHash)) throw new TelemetryFormatException("'prevHash' is no hash, expected 64 lower-case hexadecimal digits");
        return new(address.Site, address.Device, record, body, now);
    }

    private static HubArrival Report<T>(TopicAddress address, ReportKind kind, byte[] body, JsonTypeInfo<T> type, DateTimeOffset now)
    {
        Parse(body, type);
        return new(Report: new(address.Site, address.Device, kind, body, now));
    }

    private static T Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return ReceivedJson.Read(body, type) ?? throw new TelemetryFormatException("null, expected an object");
        }
        // Half a surrogate pair in a text is reported as an invalid operation.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TelemetryFormatException(e.Message, e);
        }
    }

    private static void CheckNumber(string epoch, long seq)
    {
        if (!Topics.IsId(epoch) || seq < 1)
            throw new TelemetryFormatException(string.Create(CultureInfo.InvariantCulture, $"epoch '{epoch}', number {seq}; expected an id and a number from 1"));
    }

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(digit => char.IsAsciiDigit(digit) || digit is >= 'a' and <= 'f');
}
