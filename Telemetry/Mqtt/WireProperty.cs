using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Packets;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Telemetry;

/// <summary>Names of the MQTT 5 user properties (telemetry design, section 2), and reading them on the other side.</summary>
public static class WireProperty
{
    public const string Sv = "sv";
    public const string Boot = "boot";
    public const string Epoch = "epoch";
    public const string Seq = "seq";

    /// <summary><c>1</c> on records that waited out a break of the link.</summary>
    public const string Hist = "hist";

    public const string Event = "event";
    public const string Sha256 = "sha256";
    public const string Head = "head";

    /// <summary><c>i/n</c>, from 1, on split blobs.</summary>
    public const string Part = "part";

    /// <summary>Offset of a part in bytes.</summary>
    public const string Offset = "off";

    /// <summary>Null where the message does not carry it.</summary>
    public static string? Read(MqttApplicationMessage message, string name)
    {
        var property = message.UserProperties?.Find(property => property.Name == name);
        return property is null ? null : Encoding.UTF8.GetString(property.ValueBuffer.Span);
    }

    /// <summary>A blob message as <see cref="BlobAssembler"/> takes it; whole blobs are part 1 of 1.</summary>
    /// <exception cref="TelemetryFormatException">A property is missing or no number.</exception>
    public static BlobPart ReadBlobPart(MqttApplicationMessage message)
    {
        var part = (Read(message, Part) ?? "1/1").Split('/');
        if (part.Length != 2)
            throw new TelemetryFormatException($"'{message.Topic}': part is '{string.Join('/', part)}', expected i/n as in 2/5.");
        return new(
            Read(message, Event) ?? throw Missing(message, Event),
            Read(message, Sha256) ?? throw Missing(message, Sha256),
            Number(message, Part, part[0]),
            Number(message, Part, part[1]),
            Number(message, Offset, Read(message, Offset) ?? "0"),
            message.Payload.IsSingleSegment ? message.Payload.First : System.Buffers.BuffersExtensions.ToArray(message.Payload));
    }

    internal static MqttUserProperty Make(string name, string value) => new(name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value));

    private static int Number(MqttApplicationMessage message, string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TelemetryFormatException($"'{message.Topic}': user property '{name}' holds '{text}', expected a whole number.");

    private static TelemetryFormatException Missing(MqttApplicationMessage message, string name) =>
        new($"'{message.Topic}': user property '{name}' is missing, expected on every blob.");
}
