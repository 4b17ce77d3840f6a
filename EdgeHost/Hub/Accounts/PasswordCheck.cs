using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Passwords by the framework's hasher (PBKDF2 with HMAC-SHA512). Costs about as much for a name that nobody has.</summary>
internal sealed class PasswordCheck : IDisposable
{
    public const int ShortestPassword = 12, LongestPassword = 256;

    // What OWASP asks of PBKDF2 with SHA-512; the framework's default is 100,000.
    private const int Iterations = 210_000;

    // Hashing takes a processor for a tenth of a second: guesses of many at once must not take them all.
    private readonly SemaphoreSlim _atOnce = new(1, 1);
    private readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly string _nobody;

    public PasswordCheck() => _nobody = Hash(Guid.NewGuid().ToString());

    public string Hash(string password) => _hasher.HashPassword("", password);

    public async Task<bool> IsRightAsync(HubAccount? account, string password, CancellationToken cancellation)
    {
        if (password.Length > LongestPassword) return false;
        await _atOnce.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var result = _hasher.VerifyHashedPassword("", account?.Hash ?? _nobody, password);
            return account is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose() => _atOnce.Dispose();
}
