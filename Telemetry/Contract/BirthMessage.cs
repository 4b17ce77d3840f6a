using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Who the device is and what it runs; retained, at each connect. <c>docs/contract/birth.schema.json</c>.</summary>
/// <remarks>The publisher stamps <see cref="BootId"/>, <see cref="Epoch"/>, <see cref="Limits"/> and <see cref="Confirm"/>:
/// only it knows the outbox and what the broker granted.</remarks>
public sealed record BirthMessage
{
    [JsonRequired]
    public string Sv { get; init; } = ContractVersion.Sv;

    [JsonRequired]
    public string BootId { get; init; } = "";

    [JsonRequired]
    public string Epoch { get; init; } = "";

    /// <summary>Product and version, as in <c>segedge 0.1.0</c>.</summary>
    public required string Software { get; init; }

    public required ModelInfo Model { get; init; }

    /// <summary>Not verified until a signature was really checked: the default says so.</summary>
    [JsonRequired]
    public SignatureInfo Signature { get; init; } = SignatureInfo.None;

    public required IReadOnlyList<BirthClass> Classes { get; init; }

    public required IReadOnlyList<BirthCamera> Cameras { get; init; }

    public required IReadOnlyList<BirthFlagRule> FlagRules { get; init; }

    [JsonRequired]
    public LinkLimits Limits { get; init; } = new() { MaxPacket = 0, Window = 0, CapBytes = 0 };

    [JsonRequired]
    public ConfirmBy Confirm { get; init; } = ConfirmBy.Broker;

    /// <summary>Last day of security updates; absent where nobody has promised one.</summary>
    public DateOnly? SupportEnds { get; init; }
}
