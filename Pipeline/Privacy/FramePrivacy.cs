namespace SegEdge.Pipeline.Privacy;

/// <summary>What was done to a frame's picture before any sink saw it.</summary>
/// <param name="Classes">Names of the classes whose pixels are filled wherever they occur.</param>
/// <param name="DilatePx">Camera pixels by which their mask was widened first; 0 where no class is private.</param>
/// <param name="Withheld">The whole picture is filled: it must not be stored or sent.</param>
public sealed record FramePrivacy(PrivacyPolicy Policy, IReadOnlyList<string> Classes, int DilatePx, bool Withheld)
{
    public static FramePrivacy None { get; } = new(PrivacyPolicy.None, [], 0, Withheld: false);
}
