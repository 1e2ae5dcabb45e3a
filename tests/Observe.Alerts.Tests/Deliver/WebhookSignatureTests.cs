using System.Text;
using Observe.Alerts.Deliver;

namespace Observe.Alerts.Tests.Deliver;

public sealed class WebhookSignatureTests
{
    /// <summary>The known answer of the Standard Webhooks reference libraries.</summary>
    [Fact]
    public void Sign_PublishedVector_GivesThePublishedSignature()
    {
        var signature = WebhookSignature.Sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            Encoding.UTF8.GetBytes("{\"test\": 2432232314}"));

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }
}
