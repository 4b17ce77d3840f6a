namespace SegEdge.EdgeHost.Doctor;

/// <summary>What one look at this machine came to.</summary>
/// <param name="Check">Its name: short, one word.</param>
/// <param name="Found">What is there.</param>
/// <param name="Fix">What to do; null where all is well.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Found, string? Fix)
{
    public static Finding Good(string check, string found) => new(check, Verdict.Good, found, null);

    public static Finding Unwise(string check, string found, string fix) => new(check, Verdict.Unwise, found, fix);

    public static Finding Bad(string check, string found, string fix) => new(check, Verdict.Bad, found, fix);

    public static Finding Unused(string check, string found) => new(check, Verdict.Unused, found, null);
}
