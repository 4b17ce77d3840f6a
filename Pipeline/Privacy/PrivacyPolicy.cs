namespace SegEdge.Pipeline.Privacy;

/// <summary>What becomes of the pixels of private classes before a picture is shown, stored or sent.</summary>
public enum PrivacyPolicy
{
    /// <summary>They are filled. A model without private classes shows its pictures as they are.</summary>
    Blank,

    /// <summary>They are filled, and where no class is private no picture leaves at all: nobody could say what would have to be filled.</summary>
    Strict,

    /// <summary>Pictures are left as they are.</summary>
    None,
}
