//! Which roles of a business must have shown a second factor, remembered for a minute.

use booking_rules::catalog::MemberRole;
use booking_rules::ids::BusinessId;

use crate::access::Role;
use crate::app::App;
use crate::failure::Failure;
use crate::recent::Recent;

/// The setting by business.
pub(crate) type RequirementCache = Recent<BusinessId, Vec<MemberRole>, 1_000>;

impl App {
    /// Whether the business asks its members of this role for a second factor; known a minute late at most. One GetItem
    /// a minute and business.
    ///
    /// # Errors
    /// [`Failure::Unavailable`]: a setting that cannot be read lets nobody pass.
    pub async fn asks_for_second_factor(&self, business: BusinessId, role: Role) -> Result<bool, Failure> {
        let now = self.now();
        let asks = |roles: &[MemberRole]| roles.iter().any(|asked| Role::from(*asked) == role);
        if let Some(kept) = self.requirements.fresh(&business, now) {
            return Ok(asks(&kept));
        }
        let found = self.store.business(business).await?;
        let roles = found.map(|b| b.record.second_factor_required_for).unwrap_or_default();
        let asked = asks(&roles);
        self.requirements.keep(business, now, roles);
        Ok(asked)
    }
}
