using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline.Privacy;

/// <summary>Which pixels never leave the device.</summary>
public sealed record PrivacyOptions
{
    public PrivacyPolicy Policy { get; init; } = PrivacyPolicy.Blank;

    /// <summary>Names of classes, of any head, that are private besides those that the manifest marks.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Camera pixels by which the mask is widened first, to every side; 0 takes <see cref="PrivateAreas.AutoDilateInMap"/> pixels of the
    /// class map.</summary>
    [Range(0, 1000)]
    public int DilatePx { get; init; }

    /// <summary>"#rrggbb" in place of the pixels. Grey by default: it reads as a gap and not as a thing.</summary>
    [RegularExpression("#[0-9a-fA-F]{6}")]
    public string Fill { get; init; } = "#808080";
}
