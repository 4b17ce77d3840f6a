using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Who this device is in every topic and message.</summary>
public sealed record DeviceOptions
{
    private const string Id = "[A-Za-z0-9_.:-]{1,64}";

    /// <summary>Farm, depot, plant: the place whose hub listens.</summary>
    [RegularExpression(Id)]
    public string Site { get; init; } = "local";

    /// <summary>Unique within the site; the machine's name if absent or empty.</summary>
    [RegularExpression("(" + Id + ")?")]
    public string? Name { get; init; }

    // The configuration binder turns an empty text into null.
    public string EffectiveName => Name is { Length: > 0 } given
        ? given
        : string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-').Take(64)) is { Length: > 0 } name
            ? name
            : "device";
}
