namespace SegEdge.Camera.Live;

/// <summary>A program that writes pictures of <see cref="Size"/>, uint8 BGR without padding, to one of its file descriptors.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Handed over one by one: no shell reads them.</param>
/// <param name="PicturesOn">1, or 3 for GStreamer, whose plugins print on 1.</param>
/// <param name="Where">The source as messages name it, without a login.</param>
/// <param name="Secrets">What must not be told of it.</param>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments, int PicturesOn, PictureSize Size, string Where, Secrets Secrets)
{
    public int PictureBytes => Size.Pixels * 3;
}
