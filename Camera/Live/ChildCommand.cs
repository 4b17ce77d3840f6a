namespace SegEdge.Camera.Live;

/// <summary>A program that writes pictures of <see cref="Size"/>, uint8 BGR without padding, to one of its file descriptors.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Handed over one by one: no shell reads them.</param>
/// <param name="PicturesOn">1, or 3 for GStreamer, whose plugins print on 1.</param>
/// <param name="Where">The source as messages name it, without a login.</param>
/// <param name="Secrets">What must not be told of it.</param>
/// <param name="PacketsArgument">Which argument names the descriptor for the encoded packets, as an MPEG transport stream; its <see cref="Packets"/> is replaced by the number.
/// Null for a program that writes none.</param>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments, int PicturesOn, PictureSize Size, string Where, Secrets Secrets, int? PacketsArgument = null)
{
    /// <summary>Stands for the number of a descriptor that is known once there is one.</summary>
    public const string Packets = "{packets}";

    public int PictureBytes => Size.Bytes;

    /// <summary>The same, its packets written to this descriptor.</summary>
    public ChildCommand WithPacketsOn(string descriptor) => PacketsArgument is not { } at ? this
        : this with { Arguments = [.. Arguments.Select((text, i) => i == at ? text.Replace(Packets, descriptor, StringComparison.Ordinal) : text)] };
}
